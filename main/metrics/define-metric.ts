import type { z } from 'zod'
import type { Rng } from '../kernels/rng.ts'
import { bootstrapMean, type MeanWithInterval } from './bootstrap.ts'
import { CurveMeans, type Curves, type MeanCurves } from './curves.ts'
import type { MetricContext } from './metric-context.ts'

export type { MetricContext } from './metric-context.ts'

/** One number that a metric gives for a sample, and as a mean for a run. */
export interface Figure {
  readonly id: string
  readonly title: string
  readonly better: 'higher' | 'lower' | 'neither'
}

/**
 * What must be there beside a map and its sample. `method`: the method can be run again (not for imported maps);
 * `evidence`: the source has ground-truth masks.
 */
export type MetricNeed = 'method' | 'evidence'

/** Per sample: figure id -> value; null where it is undefined for the sample. */
export interface SampleFigures {
  readonly values: Readonly<Record<string, number | null>>
  /** Why the map says nothing, in words; its values count all the same. */
  readonly degenerate: string | null
  /** Why a value is null, in words; absent or null where none is. */
  readonly undefinedReason?: string | null
  readonly curves?: Curves
}

export interface MetricSummary {
  /** By figure id; a figure that is undefined for every sample is absent. */
  readonly figures: Readonly<Record<string, MeanWithInterval>>
  readonly degenerate: number
  readonly sampleCount: number
  /** Reason -> number of samples that a value is undefined for. */
  readonly undefinedReasons: Readonly<Record<string, number>>
  /** Of the samples whose curves have the same x; null where the metric has none. */
  readonly curves: MeanCurves | null
}

export interface Metric<Schema extends z.ZodObject = z.ZodObject> {
  readonly id: string
  readonly title: string
  readonly summary: string
  /** In plain text, shown beside every figure. */
  readonly formula: string
  readonly citation: string
  readonly needs: readonly MetricNeed[]
  readonly figures: readonly Figure[]
  /** Every parameter has a default, a title and a description (`.meta`). */
  readonly params: Schema
  measure(context: MetricContext<z.output<Schema>>): Promise<SampleFigures>
  /**
   * Many samples at once, where something dear is prepared once for all of them; as `measure` of each.
   * @param onDone  number of samples done, also in fractions; never goes back
   */
  measureAll?(
    contexts: readonly MetricContext<z.output<Schema>>[],
    onDone: (done: number) => void,
  ): Promise<SampleFigures[]>
}

/** Ties the type of `measure`'s parameters to the schema. The registry is a plain array of what this returns. */
export function defineMetric<Schema extends z.ZodObject>(metric: Metric<Schema>): Metric<Schema> {
  return metric
}

/**
 * Means over samples with seeded bootstrap intervals, sample by sample: only the figures are kept. Each figure draws from
 * its own stream, so that adding a figure changes no interval of the others.
 */
export class SummaryMaker {
  readonly #figures: readonly Figure[]
  /** Per figure, of the samples that have it. */
  readonly #values: readonly number[][]
  readonly #undefinedReasons: Record<string, number> = {}
  readonly #curves = new CurveMeans()
  #degenerate = 0
  #sampleCount = 0

  constructor(figures: readonly Figure[]) {
    this.#figures = figures
    this.#values = figures.map(() => [])
  }

  add({ values, degenerate, undefinedReason, curves }: SampleFigures): void {
    this.#sampleCount++
    if (degenerate !== null) this.#degenerate++
    this.#figures.forEach(({ id }, index) => {
      const value = values[id] ?? null
      if (value !== null) this.#values[index]!.push(value)
    })
    if (undefinedReason) {
      this.#undefinedReasons[undefinedReason] = (this.#undefinedReasons[undefinedReason] ?? 0) + 1
    }
    if (curves !== undefined) this.#curves.add(curves)
  }

  summary(rng: Rng): MetricSummary {
    const figures: Record<string, MeanWithInterval> = {}
    for (const [stream, { id }] of this.#figures.entries()) {
      const values = this.#values[stream]!
      if (values.length > 0) figures[id] = bootstrapMean(values, rng.fork(stream))
    }
    return {
      figures,
      degenerate: this.#degenerate,
      sampleCount: this.#sampleCount,
      undefinedReasons: this.#undefinedReasons,
      curves: this.#curves.result(),
    }
  }
}
