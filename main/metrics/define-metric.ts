import type { z } from 'zod'
import type { CancelSignal } from '../graph/backend.ts'
import type { Rng } from '../kernels/rng.ts'
import { bootstrapMean, type MeanWithInterval } from './bootstrap.ts'

/** One number that a metric gives for a sample, and as a mean for a run. */
export interface Figure {
  readonly id: string
  readonly title: string
  readonly better: 'higher' | 'lower' | 'neither'
}

/** What a metric is given of one sample and its map. */
export interface MetricContext<Params> {
  /** [H, W, C], preprocessed; not to be changed. */
  readonly sample: Float32Array
  readonly sampleShape: readonly [number, number, number]
  /** Raw map: [H, W] or [H, W, C]; [L] for a signal. */
  readonly map: Float32Array
  /** The class that the map explains. */
  readonly targetClass: number
  /** The class with the largest probability for the untouched sample. */
  readonly predictedClass: number
  readonly params: Params
  /** A stream of the sample's own. */
  readonly rng: Rng
  readonly signal: CancelSignal
  /** Probabilities of every class for each input [H, W, C], in order. */
  readonly probabilities: (inputs: readonly Float32Array[]) => Promise<readonly ArrayLike<number>[]>
}

/** Per sample: figure id -> value; null where it is undefined for the sample. */
export interface SampleFigures {
  readonly values: Readonly<Record<string, number | null>>
  /** Why the map says nothing, in words; its values count all the same. */
  readonly degenerate: string | null
}

export interface MetricSummary {
  /** By figure id; a figure that is undefined for every sample is absent. */
  readonly figures: Readonly<Record<string, MeanWithInterval>>
  readonly degenerate: number
  readonly sampleCount: number
}

export interface Metric<Schema extends z.ZodObject = z.ZodObject> {
  readonly id: string
  readonly title: string
  readonly summary: string
  /** In plain text, shown beside every figure. */
  readonly formula: string
  readonly citation: string
  readonly figures: readonly Figure[]
  /** Every parameter has a default, a title and a description (`.meta`). */
  readonly params: Schema
  measure(context: MetricContext<z.output<Schema>>): Promise<SampleFigures>
}

/** Ties the type of `measure`'s parameters to the schema. The registry is a plain array of what this returns. */
export function defineMetric<Schema extends z.ZodObject>(metric: Metric<Schema>): Metric<Schema> {
  return metric
}

/**
 * Means over samples with seeded bootstrap intervals. Each figure draws from its own stream, so that
 * adding a figure changes no interval of the others.
 */
export function summarise(
  figures: readonly Figure[],
  samples: readonly SampleFigures[],
  rng: Rng,
): MetricSummary {
  const means: Record<string, MeanWithInterval> = {}
  for (const [stream, { id }] of figures.entries()) {
    const values = samples.map((sample) => sample.values[id] ?? null).filter((value) => value !== null)
    if (values.length > 0) means[id] = bootstrapMean(values, rng.fork(stream))
  }
  return {
    figures: means,
    degenerate: samples.filter((sample) => sample.degenerate !== null).length,
    sampleCount: samples.length,
  }
}
