import { z } from 'zod'
import { Score } from '#contract/evaluation.ts'
import type { SampleFigures } from '../metrics/define-metric.ts'
import type { SampleScore, ScoreRecord } from '../store/scores.ts'

/** Scores from before there were curves have none. */
const Summary = Score.pick({
  figures: true,
  degenerate: true,
  sampleCount: true,
  undefinedReasons: true,
  curves: true,
})

export function toScore(record: ScoreRecord, formula: string): Score {
  const { id, runId, metric, computedAt } = record
  const params = z.record(z.string(), z.unknown()).parse(record.params)
  return { id, runId, metric, params, ...Summary.parse(record.summary), formula, computedAt }
}

const MaybeNumber = z.number().nullable()

/** Values of one sample, as they are stored: the figures beside what is known of them. */
const StoredValues = z
  .object({
    degenerate: z.string().nullable().default(null),
    undefinedReason: z.string().nullable().default(null),
    curves: z
      .object({
        xTitle: z.string(),
        x: z.array(z.union([z.number(), z.string()])),
        y: z.record(z.string(), z.array(MaybeNumber)),
      })
      .optional(),
  })
  .catchall(z.unknown())

export function storedFigures({ values }: Pick<SampleScore, 'values'>): SampleFigures {
  const { degenerate, undefinedReason, curves, ...figures } = StoredValues.parse(values)
  return {
    values: Object.fromEntries(
      Object.entries(figures).map(([id, value]) => [id, typeof value === 'number' ? value : null]),
    ),
    degenerate,
    undefinedReason,
    ...(curves && { curves }),
  }
}
