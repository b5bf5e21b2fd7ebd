import { z } from 'zod'
import { Run } from './attributions.ts'
import { Float32, Int16, Int32, RowId } from './common.ts'
import { MeanCurves } from './evaluation.ts'

const MaybeNumber = z.number().nullable()
const Interval = z.tuple([z.number(), z.number()])
const Params = z.record(z.string(), z.unknown())

/** Something that decides the maps of a run: `params.<name>`, `target`, `model` and so on. */
const Trait = z.object({
  /** `method`, `model`, `dataset`, `target`, `versus`, `output`, `seed`, `background`, `backend`, `samples`, `params.<name>`. */
  name: z.string(),
  /** As people call it. */
  title: z.string(),
})

/** Wilcoxon's signed-rank test, two-sided, as SciPy's `wilcoxon` with its defaults does it. */
export const SignedRankTest = z.object({
  /** The smaller one of the two rank sums. */
  statistic: z.number(),
  p: z.number(),
  /** Differences that are not zero; zeros are left out (Wilcoxon's own way). */
  n: z.int(),
  /** From the exact distribution (at most 50 differences without ties and zeros); else the normal approximation. */
  exact: z.boolean(),
})
export type SignedRankTest = z.infer<typeof SignedRankTest>

/** A run against the first one, over the samples for which both have a value. */
export const PairedDifference = z.object({
  runId: RowId,
  n: z.int(),
  /** Mean over these samples of this run's value minus the first run's; null for no sample. */
  difference: MaybeNumber,
  /** 95 %, percentile bootstrap over the pairs with a fixed seed; null for fewer than two. */
  interval: Interval.nullable(),
  /** Numbers of samples where this run's value is higher, equal, lower than the first run's. */
  higher: z.int(),
  equal: z.int(),
  lower: z.int(),
  /** null where no difference is other than zero. */
  wilcoxon: SignedRankTest.nullable(),
})
export type PairedDifference = z.infer<typeof PairedDifference>

export const ComparedFigure = z.object({
  id: z.string(),
  title: z.string(),
  better: z.enum(['higher', 'lower', 'neither']),
  /** In the order of the runs: over all samples of the run that have a value; null where none has. */
  perRun: z.array(z.object({ value: MaybeNumber, interval: Interval.nullable(), count: z.int() })),
  /** The second run and those after it, each against the first. */
  paired: z.array(PairedDifference),
  /** By true class, over the samples for which every run has a value; `classIndex` null: samples without a label. */
  perClass: z.array(z.object({ classIndex: z.int().nullable(), n: z.int(), means: z.array(MaybeNumber) })),
})
export type ComparedFigure = z.infer<typeof ComparedFigure>

export const RunComparison = z.object({
  /** In the order asked for. */
  runs: z.array(Run),
  /** One value per run, and the same in words (names of models and classes). */
  differing: z.array(Trait.extend({ values: z.array(z.unknown()), words: z.array(z.string()) })),
  equal: z.array(Trait.extend({ value: z.unknown(), words: z.string() })),
  /** Of the samples that all runs have a map of. */
  sharedSamples: z.int(),
  /** Class names of the first run's model. */
  classNames: z.array(z.string()),
  /** Metrics that every run is scored with, with equal parameters. */
  metrics: z.array(
    z.object({
      metric: z.string(),
      title: z.string(),
      params: Params,
      formula: z.string(),
      /** In the order of the runs: maps that say nothing; they count in the figures as they are. */
      degenerate: z.array(z.int()).optional(),
      /** Why the figures of these runs should not be held against each other, in words; null where they may. */
      caution: z.string().nullable().optional(),
      figures: z.array(ComparedFigure),
      /** In the order of the runs; null where a run has none. */
      curves: z.array(MeanCurves.nullable()),
    }),
  ),
  /** Metrics that some of the runs are scored with; `runIds`: those that lack it (`scores.start` with these gives it). */
  missing: z.array(
    z.object({ metric: z.string(), title: z.string(), params: Params, runIds: z.array(RowId) }),
  ),
})
export type RunComparison = z.infer<typeof RunComparison>

export const RunsCompared = z.object({ runIds: z.array(RowId).min(2).max(6) })

export const SampleComparisonRequest = z.object({
  /** x, then y. */
  runIds: z.tuple([RowId, RowId]),
  metric: z.string(),
  /** As `runs.compare` told them. */
  params: Params.default({}),
  figure: z.string(),
})

/** Row i of each column is one sample that both runs have a value of, in the data set's order. */
export const SampleComparison = z.object({
  figure: z.object({ id: z.string(), title: z.string(), better: z.enum(['higher', 'lower', 'neither']) }),
  sampleIds: Int32,
  x: Float32,
  y: Float32,
  /** -1 where not labelled. */
  labels: Int16,
  /** By the first run's model; -1 where not predicted. */
  predicted: Int16,
})
export type SampleComparison = z.infer<typeof SampleComparison>

export const DisagreementRequest = z.object({
  runIds: z.tuple([RowId, RowId]),
  /** Place among the samples that both runs have a map of; asked for page by page, the whole is there after a while. */
  start: z.int().min(0).default(0),
  count: z.int().min(1).max(256).default(64),
})

/** How alike the maps of two runs are; row i of each column is one sample, in the data set's order. */
export const Disagreement = z.object({
  /** Samples that both runs have a map of. */
  total: z.int(),
  start: z.int(),
  sampleIds: Int32,
  /** Rank correlation of the two maps, in [-1, 1]; NaN where it is undefined (a constant map). */
  spearman: Float32,
  /** Overlap of the highest tenth of the pixels, in [0, 1]; NaN where it is undefined. */
  topIou: Float32,
})
export type Disagreement = z.infer<typeof Disagreement>
