import type { OutputKind, Question } from '#contract/attributions.ts'
import type { ActivationOrder, Activations, SiseSteps } from '#contract/inspection.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { Computing, ModelReference, SampleReference } from './protocol.ts'

/** A map that still converges, to be looked at: [h, w] or [l], no side longer than 256, channels added. */
export interface PartialPlane {
  readonly shape: readonly number[]
  readonly values: Float32Array
  readonly evaluations: number
  readonly standardError: number | null
}

/** A sample of a source under a model: what looking inside of the model starts from. */
export interface InspectedSample {
  readonly model: ModelReference
  readonly source: SampleSource
  readonly sample: SampleReference
  readonly computing: Computing
}

export interface ActivationsInput extends InspectedSample {
  readonly layer: string
  readonly order: ActivationOrder
  readonly offset: number
  readonly limit: number
  /** null: the predicted class. */
  readonly targetClass: number | null
  readonly output: OutputKind
}

export interface SiseStepsInput extends InspectedSample {
  /** A question whose target is the class that the stored map explains. */
  readonly question: Question
  /** [H, W] or [L]: what the last step is compared with. */
  readonly stored: Float32Array
  /** Masks of this layer only; null: of each. */
  readonly layer: string | null
  readonly offset: number
  readonly limit: number
}

/** What looks inside of a model: input -> result. */
export interface InspectionCalls {
  'layer.activations': { input: ActivationsInput; item: never; result: Activations }
  'sise.steps': { input: SiseStepsInput; item: never; result: Omit<SiseSteps, 'mapId' | 'method'> }
}
