import type { z } from 'zod'
import type { OutputKind } from '#contract/attributions.ts'
import type { CancelSignal } from '../graph/backend.ts'
import type { Background } from './background.ts'
import type { ModelSession } from './model-session.ts'

/** What is explained: the score of a class, or of one class minus another. */
export interface Explained {
  readonly targetClass: number
  /** Subtracted class, for "why A and not B"; null for one class alone. */
  readonly versus: number | null
  readonly output: OutputKind
}

/** What a method is given. Everything that decides the result is in here: no clock, no global randomness. */
export interface MethodContext<Params> {
  readonly session: ModelSession
  /** [H, W, C] of the model's input, preprocessed; not to be changed. */
  readonly sample: Float32Array
  readonly explained: Explained
  readonly params: Params
  /** The samples to compare with; null where the method does not need any (`needs`). */
  readonly background: Background | null
  readonly seed: number
  readonly signal: CancelSignal
  /** done of total, in units of forward passes; never goes back. */
  readonly onProgress: (done: number, total: number) => void
  /**
   * Told after every chunk how to draw the map as it is so far, by methods whose map converges. Drawing is left to the
   * caller, who has the clock, and is only valid during the call; it changes nothing of the result.
   */
  readonly onPartial?: ((draw: () => PartialMap) => void) | undefined
}

/** A map that still converges. */
export interface PartialMap extends Pick<Attribution, 'saliencyMap' | 'shape'> {
  /** Masks or samples that it rests on. */
  readonly evaluations: number
  /** Mean over the values of the standard error; null where the method has none. */
  readonly standardError: number | null
}

export interface Attribution {
  /** Raw values: [H, W] or [H, W, C] row-major; signed where the method is. A signal's H is 1. */
  readonly saliencyMap: Float32Array
  readonly shape: readonly number[]
  /** Samples pushed through the model. */
  readonly evaluations: number
  /** Why the map says nothing, in words; null when it does. */
  readonly degenerate: string | null
  /** Score that the map explains, of the untouched sample; null where the method has none. */
  readonly score: number | null
  /** Plain data of the method's own: kept masks, thresholds, standard error. */
  readonly details: Readonly<Record<string, unknown>>
}

export interface MethodCitation {
  readonly authors: string
  readonly title: string
  readonly venue: string
  readonly year: number
  readonly url: string
}

/** What a model must have for a method to run. */
export type Need = 'gradients' | 'featureMaps' | 'background' | 'globalPoolingHead'

export interface Method<Schema extends z.ZodObject = z.ZodObject> {
  readonly id: string
  readonly title: string
  /** One or two sentences for the person who chooses. */
  readonly summary: string
  readonly family: 'sise' | 'shap' | 'lime' | 'perturbation' | 'gradient' | 'cam' | 'control'
  readonly citation: MethodCitation
  readonly needs: readonly Need[]
  /** Whether values below zero mean "against the class". */
  readonly signed: boolean
  readonly outputs: readonly OutputKind[]
  readonly defaultOutput: OutputKind
  /** Every parameter has a default, a title and a description (`.meta`). */
  readonly params: Schema
  run(context: MethodContext<z.output<Schema>>): Promise<Attribution>
}

/** Ties the type of `run`'s parameters to the schema. The registry is a plain array of what this returns. */
export function defineMethod<Schema extends z.ZodObject>(method: Method<Schema>): Method<Schema> {
  return method
}
