import { z } from 'zod'
import { Score } from '#contract/evaluation.ts'
import type { ScoreRecord } from '../store/scores.ts'

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
