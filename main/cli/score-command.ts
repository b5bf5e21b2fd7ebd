import { WorkbenchError } from '#contract/errors.ts'
import type { MetricSummary, Score } from '#contract/evaluation.ts'
import { choiceRule } from '../services/nearest.ts'
import { table, type ConsoleOutput } from './console-output.ts'
import { directionText, directionWord, intervalText } from './figure-text.ts'
import { parseSettings, settingsFor } from './param-flags.ts'
import type { Session } from './session.ts'

export interface ScoreFlags {
  readonly workspace: string
  readonly run: readonly number[]
  readonly metric?: readonly string[]
  readonly fraction?: string
  readonly set: readonly string[]
  /** Scores the controls over the same samples too. */
  readonly controls?: boolean
}

interface AskedMetric {
  readonly metric: MetricSummary
  readonly params: Record<string, unknown>
}

interface Scored {
  /** Of the run: the controls' ones beside it name theirs. */
  readonly method: string
  readonly metric: MetricSummary
  readonly score: Score
  readonly controls: readonly ScoredControl[]
  /** Maps of the run that have no values: the engine died of them, or their samples are gone. */
  readonly failures: number
  readonly facts: Record<string, unknown>
}

interface ScoredControl {
  readonly method: string
  readonly score: Score
}

const DEFAULT_METRIC = 'drop-increase'

/** Every metric over every run, one after the other. */
export async function scoreCommand(
  session: Session,
  flags: ScoreFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  const started = performance.now()
  const asked = await checkMetrics(session, flags)
  await session.openWorkspace(flags.workspace, { create: false })
  const runIds = [...new Set(flags.run)]
  for (const runId of runIds) await session.call('runs.get', { runId })
  const scored: Scored[] = []
  for (const runId of runIds) {
    for (const one of asked)
      scored.push(await scoreOne(session, { runId, controls: flags.controls === true }, one))
  }
  const [only] = scored
  if (scored.length === 1 && only !== undefined) {
    // As of several, so that a reader of `scores` needs no two ways.
    output.result({ ...only.facts, scores: [only.facts] }, describeScored(only))
  } else {
    const durationMs = performance.now() - started
    output.result({ scores: scored.map(({ facts }) => facts), durationMs }, describeSeveral(scored))
  }
}

async function scoreOne(
  session: Session,
  { runId, controls: withControls }: { runId: number; controls: boolean },
  { metric, params }: AskedMetric,
): Promise<Scored> {
  const started = performance.now()
  const { backend, method } = await session.call('runs.get', { runId })
  const request = { runId, metric: metric.id, params, controls: withControls }
  const result = await session.finish(await session.call('scores.start', request))
  const score = await storedScore(session, runId, result.scoreId)
  const controls: ScoredControl[] = []
  for (const control of result.controls ?? [])
    controls.push({
      method: control.method,
      score: await storedScore(session, control.runId, control.scoreId),
    })
  const failures = result.failures ?? 0
  const facts = {
    runId,
    scoreId: score.id,
    metric: score.metric,
    params: score.params,
    ...Object.fromEntries(Object.entries(score.figures).map(([id, { value }]) => [id, value])),
    ...factsOf(score, metric),
    failures,
    undefinedReasons: score.undefinedReasons ?? {},
    curves: score.curves ?? null,
    formula: score.formula,
    backend,
    ...(withControls && {
      controls: controls.map((control) => ({
        method: control.method,
        runId: control.score.runId,
        ...factsOf(control.score, metric),
      })),
    }),
    durationMs: performance.now() - started,
  }
  return { method, metric, score, controls, failures, facts }
}

/** Each figure with its name and direction, which no reader should have to look up. */
function factsOf({ figures, sampleCount, degenerate }: Score, metric: MetricSummary): object {
  const told = metric.figures
    .filter(({ id }) => id in figures)
    .map(({ id, title, better }) => [id, { title, better, ...figures[id] }])
  return { figures: Object.fromEntries(told) as object, sampleCount, degenerate }
}

async function storedScore(session: Session, runId: number, scoreId: number | undefined): Promise<Score> {
  const scores = await session.call('scores.list', { runId })
  const score = scores.find((candidate) => candidate.id === scoreId)
  if (score === undefined) throw new WorkbenchError('internal', `score not stored: run ${runId}`)
  return score
}

/** The score in words; with controls, a table of the figures beside theirs. */
function describeScored(scored: Scored): string[] {
  const { score, metric, failures, controls } = scored
  const left = failures === 0 ? [] : [`  ${failures} maps could not be scored and are left out`]
  const words = [...describeScore(score, metric), ...left]
  return controls.length === 0 ? words : [...words, '', ...tableOf([scored])]
}

async function checkMetrics(session: Session, flags: ScoreFlags): Promise<AskedMetric[]> {
  const known = await session.call('metrics.list', {})
  const metrics = [...new Set(flags.metric ?? [DEFAULT_METRIC])].map((id) => findMetric(known, id))
  const words = flags.fraction === undefined ? flags.set : [...flags.set, `fraction=${flags.fraction}`]
  return settingsFor(words, metrics).map(({ owner, words: own }) => ({
    metric: owner,
    params: parseSettings(own, owner),
  }))
}

function findMetric(metrics: readonly MetricSummary[], id: string): MetricSummary {
  const metric = metrics.find((candidate) => candidate.id === id)
  if (metric !== undefined) return metric
  const known = metrics.map((candidate) => candidate.id)
  throw new WorkbenchError('unknown_metric', `unknown metric: ${id} (${choiceRule(id, known)})`)
}

/** Every figure with what it needs to be read; below, formulas and what is undefined. */
function describeSeveral(scored: readonly Scored[]): string[] {
  const metrics = new Map(scored.map(({ metric }) => [metric.id, metric]))
  return [
    ...tableOf(scored),
    '',
    ...scored.flatMap(({ score, failures }) => [
      ...undefinedLines(score).map((line) => `run ${score.runId}, ${score.metric}: ${line}`),
      ...(failures === 0 ? [] : [`run ${score.runId}, ${score.metric}: ${failures} maps left out`]),
    ]),
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

function undefinedLines({ undefinedReasons = {} }: Score): string[] {
  return Object.entries(undefinedReasons).map(([reason, count]) => `undefined for ${count}: ${reason}`)
}
