import { z } from 'zod'
import { RowId } from './common.ts'

const MaybeNumber = z.number().nullable()
const Curve = z.object({ x: z.array(z.number()), y: z.array(z.number()), thresholds: z.array(z.number()) })

export const ClassMetrics = z.object({
  index: z.int(),
  name: z.string(),
  support: z.int(),
  predictedCount: z.int(),
  /** null where it is undefined: no sample of the class, or none predicted as it. */
  accuracy: MaybeNumber,
  /** Of the accuracy: Wilson, 95 %. */
  accuracyInterval: z.tuple([z.number(), z.number()]).nullable(),
  precision: MaybeNumber,
  recall: MaybeNumber,
  f1: MaybeNumber,
  rocAuc: MaybeNumber,
  averagePrecision: MaybeNumber,
  /** Other classes by how often this one is taken for them. */
  takenFor: z.array(z.object({ index: z.int(), count: z.int() })),
})

/** scikit-learn's definitions throughout; fractions, not percent. */
export const ClassifierEvaluation = z.object({
  modelId: RowId,
  datasetId: RowId,
  backend: z.string(),
  sampleCount: z.int(),
  /** Samples without a label or that could not be read. */
  leftOut: z.int(),
  accuracy: z.number(),
  correct: z.int(),
  /** Wilson, 95 %. */
  accuracyInterval: z.tuple([z.number(), z.number()]),
  classes: z.array(ClassMetrics),
  /** Rows: label, columns: prediction, in samples. */
  confusion: z.array(z.array(z.int())),
  macro: z.object({
    precision: MaybeNumber,
    recall: MaybeNumber,
    f1: MaybeNumber,
    rocAuc: MaybeNumber,
    averagePrecision: MaybeNumber,
  }),
  micro: z.object({ rocAuc: MaybeNumber, averagePrecision: MaybeNumber }),
  /** Most confused pairs, label -> prediction. */
  confusedPairs: z.array(z.object({ label: z.int(), predicted: z.int(), count: z.int() })),
  /** One per class, then micro last; x = false positive rate, y = true positive rate. */
  roc: z.array(Curve.nullable()),
  /** x = recall, y = precision. */
  precisionRecall: z.array(Curve.nullable()),
  calibration: z.object({
    expectedCalibrationError: z.number(),
    bins: z.array(
      z.object({
        lower: z.number(),
        upper: z.number(),
        count: z.int(),
        confidence: MaybeNumber,
        accuracy: MaybeNumber,
      }),
    ),
  }),
})
export type ClassifierEvaluation = z.infer<typeof ClassifierEvaluation>

export const MetricSummary = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  formula: z.string(),
  citation: z.string(),
  /** JSON schema of the parameters. */
  params: z.record(z.string(), z.unknown()),
  /** Beside map and sample: `method` can be run again, `evidence` is known to the source. */
  needs: z.array(z.enum(['method', 'evidence'])).optional(),
  /** Figures that the metric gives, with the direction that is better. */
  figures: z.array(
    z.object({ id: z.string(), title: z.string(), better: z.enum(['higher', 'lower', 'neither']) }),
  ),
})
export type MetricSummary = z.infer<typeof MetricSummary>

const Series = z.record(z.string(), z.array(MaybeNumber))

export const MeanCurves = z.object({
  xTitle: z.string(),
  /** Shares, numbers of pixels, or names of layers. */
  x: z.array(z.union([z.number(), z.string()])),
  y: Series,
  standardErrors: Series,
  sampleCount: z.int(),
})
export type MeanCurves = z.infer<typeof MeanCurves>

export const Score = z.object({
  id: RowId,
  runId: RowId,
  metric: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** By figure id: mean over the samples and its bootstrap interval. */
  figures: z.record(
    z.string(),
    z.object({ value: z.number(), interval: z.tuple([z.number(), z.number()]).nullable(), count: z.int() }),
  ),
  /** Maps that say nothing; they count in the figures as they are. */
  degenerate: z.int(),
  sampleCount: z.int(),
  /** Reason -> number of samples for which a value is undefined (they do not count in its mean). */
  undefinedReasons: z.record(z.string(), z.int()).optional(),
  /** Means over the samples at each x, with standard errors; null where the metric has no curves. */
  curves: MeanCurves.nullable().optional(),
  formula: z.string(),
  computedAt: z.number(),
})
export type Score = z.infer<typeof Score>
