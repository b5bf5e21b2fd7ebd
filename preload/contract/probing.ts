import { z } from 'zod'
import { Float32, Int32, RowId } from './common.ts'
import { Job } from './jobs.ts'
import { Picture } from './samples.ts'

/** What stands for something taken away: zeros, ones, the sample's mean colour, or the sample blurred (11 x 11 px, sigma 5). */
export const Fill = z.enum(['black', 'white', 'mean', 'blur'])
export type Fill = z.infer<typeof Fill>

/** How a map's ranking is taken apart; with the same values, areas equal those of the metric `insertion-deletion`. */
export const CurvesRequest = z.object({
  mapId: RowId,
  /** Points beside the start; at most one a pixel. */
  steps: z.int().min(2).max(1000).default(100),
  deletionFill: Fill.default('black'),
  insertionFill: Fill.default('blur'),
  /** Random orders of the same pixels to compare with. */
  randomOrders: z.int().min(0).max(50).default(5),
  /** false: only what is known already. */
  start: z.boolean().default(true),
})
export type CurvesRequest = z.input<typeof CurvesRequest>

/** Over the random orders: mean, and the marks below which 10 % and 90 % of them lie (interpolated). */
const Spread = z.object({ mean: z.number(), low: z.number(), high: z.number() })
export type Spread = z.infer<typeof Spread>

const RandomBand = z.object({ mean: Float32, low: Float32, high: Float32, area: Spread })
export type RandomBand = z.infer<typeof RandomBand>

export const ProbeCurves = z.object({
  steps: z.int(),
  classCount: z.int(),
  targetClass: z.int(),
  versus: z.int().nullable(),
  /** Pixels (positions of a signal), those that the map ranks highest first; ties in random order. */
  order: Int32,
  /** Probabilities of every class after round(k pixels / steps) pixels, [steps + 1, classCount]. */
  deletion: Float32,
  insertion: Float32,
  /** Area under the explained class's curve (of a contrast, of the difference of both), trapezoids over [0, 1]. */
  areas: z.object({ deletion: z.number(), insertion: z.number() }),
  /** Of the explained class over the orders computed so far; null where there is none yet. */
  random: z.object({ orders: z.int(), deletion: RandomBand, insertion: RandomBand }).nullable(),
})
export type ProbeCurves = z.infer<typeof ProbeCurves>

export const CurvesAnswer = z.object({
  /** What is known so far; asked again after the job's progress it is more. */
  curves: ProbeCurves.nullable(),
  complete: z.boolean(),
  job: Job.nullable(),
})

/** Points of an outline as shares of width and height, in order; closed by itself, inside by the even-odd rule. */
export const Outline = z
  .array(z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]))
  .min(3)
  .max(4000)
export type Outline = z.infer<typeof Outline>

export const ProbeRegion = z.object({
  outline: Outline,
  /** `sample`: the same place of another sample. */
  fill: z.union([z.object({ kind: Fill }), z.object({ kind: z.literal('sample'), sampleId: RowId })]),
})
export type ProbeRegion = z.infer<typeof ProbeRegion>

export const RegionRequest = z.object({
  sampleId: RowId,
  modelId: RowId,
  /** Filled one after the other. */
  regions: z.array(ProbeRegion).max(50),
})

/** A sample as the model is given it after a change: the picture of a tile, the values of a signal. */
const ChangedSample = z.object({ picture: Picture.nullable(), values: Float32.nullable() })
export type ChangedSample = z.infer<typeof ChangedSample>

export const RegionAnswer = ChangedSample.extend({
  /** Probabilities of every class. */
  before: Float32,
  after: Float32,
  /** Share of the pixels that lie in any region. */
  coveredFraction: z.number(),
})
export type RegionAnswer = z.infer<typeof RegionAnswer>

export const FilledRequest = z.object({ sampleId: RowId, modelId: RowId, fill: Fill })
export const FilledAnswer = ChangedSample
