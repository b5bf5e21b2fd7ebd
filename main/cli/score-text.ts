import type { MetricSummary, Score } from '#contract/evaluation.ts'
import { table } from './console-output.ts'
import { directionText, directionWord, intervalText } from './figure-text.ts'

export interface Scored {
  /** Of the run: the controls' ones beside it name theirs. */
  readonly method: string
  readonly metric: MetricSummary
  readonly score: Score
  readonly controls: readonly ScoredControl[]
  /** Maps of the run that have no values: the engine died of them, or their samples are gone. */
  readonly failures: number
  readonly facts: Record<string, unknown>
}

export interface ScoredControl {
  readonly method: string
  readonly score: Score
}

/** The score in words; with controls, a table of the figures beside theirs. */
export function describeScored(scored: Scored): string[] {
  const { score, metric, controls } = scored
  const left = leftOut(scored).map((line) => `  ${line}`)
  const words = [...describeScore(score, metric), ...left]
  return controls.length === 0 ? words : [...words, '', ...tableOf([scored])]
}

/** Every figure with what it needs to be read; below, formulas and what is undefined. */
export function describeSeveral(scored: readonly Scored[]): string[] {
  const metrics = new Map(scored.map(({ metric }) => [metric.id, metric]))
  return [
    ...tableOf(scored),
    '',
    ...scored.flatMap((one) =>
      [...undefinedLines(one.score), ...leftOut(one)].map(
        (line) => `run ${one.score.runId}, ${one.score.metric}: ${line}`,
      ),
    ),
    ...[...metrics.values()].map(({ id, formula }) => `${id}: ${formula}`),
  ]
}

function tableOf(scored: readonly Scored[]): string[] {
  return table([
    ['run', 'method', 'metric', 'figure', 'mean', '95 % interval', 'better', 'samples', 'degenerate'],
    ...scored.flatMap(({ metric, ...one }) =>
      metric.figures.flatMap(({ id, better }) =>
        [one, ...one.controls].flatMap(({ method, score }) => {
          const figure = score.figures[id]
          if (figure === undefined) return []
          const { value, interval, count } = figure
          const cells = [value, intervalText(interval), directionWord(better), count, score.degenerate]
          return [[score.runId, method, score.metric, id, ...cells]]
        }),
      ),
    ),
  ])
}

function describeScore(score: Score, { figures: known }: Pick<MetricSummary, 'figures'>): string[] {
  const { metric, params, figures, sampleCount, degenerate, formula } = score
  const lines = Object.entries(figures).map(([id, { value, interval, count }]) => {
    const range = interval === null ? '' : ` (95 % interval ${intervalText(interval)})`
    const direction = directionText(known.find((figure) => figure.id === id)?.better ?? 'neither')
    return `  ${id} ${value.toFixed(4)}${range}, ${count} samples, ${direction}`
  })
  return [
    `${metric} ${JSON.stringify(params)} of ${sampleCount} maps, ${degenerate} of them degenerate`,
    ...lines,
    ...undefinedLines(score).map((line) => `  ${line}`),
    `  ${formula}`,
  ]
}

function leftOut({ failures, score }: Scored): string[] {
  const all = failures + score.sampleCount
  return failures === 0
    ? []
    : [`left out: ${failures} of ${all} maps (sample unreadable, or the engine died of it)`]
}

function undefinedLines({ undefinedReasons = {} }: Score): string[] {
  return Object.entries(undefinedReasons).map(([reason, count]) => `undefined for ${count}: ${reason}`)
}
