import { WorkbenchError } from '#contract/errors.ts'
import type { MetricSummary, Score } from '#contract/evaluation.ts'
import { choiceRule } from '../services/nearest.ts'
import { table, type ConsoleOutput } from './console-output.ts'
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
  readonly score: Score
  readonly controls: readonly ScoredControl[]
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
  if (scored.length === 1 && only !== undefined) output.result(only.facts, describeScored(only))
  else {
    const durationMs = performance.now() - started
    output.result({ scores: scored.map(({ facts }) => facts), durationMs }, tableOf(scored))
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
  const { figures, sampleCount, degenerate, formula, undefinedReasons = {}, curves = null } = score
  const facts = {
    runId,
    scoreId: score.id,
    metric: score.metric,
    params: score.params,
    ...Object.fromEntries(Object.entries(figures).map(([id, { value }]) => [id, value])),
    figures,
    sampleCount,
    degenerate,
    undefinedReasons,
    curves,
    formula,
    backend,
    ...(withControls && {
      controls: controls.map((control) => ({
        method: control.method,
        runId: control.score.runId,
        figures: control.score.figures,
        sampleCount: control.score.sampleCount,
      })),
    }),
    durationMs: performance.now() - started,
  }
  return { method, score, controls, facts }
}

async function storedScore(session: Session, runId: number, scoreId: number | undefined): Promise<Score> {
  const scores = await session.call('scores.list', { runId })
  const score = scores.find((candidate) => candidate.id === scoreId)
  if (score === undefined) throw new WorkbenchError('internal', `score not stored: run ${runId}`)
  return score
}

/** The score in words; with controls, a table of the figures beside theirs. */
function describeScored({ method, score, controls }: Scored): string[] {
  if (controls.length === 0) return describeScore(score)
  const columns = [{ method, score }, ...controls]
  return [
    ...describeScore(score),
    '',
    ...table([
      ['figure', ...columns.map((column) => `${column.method} (run ${column.score.runId})`)],
      ...Object.keys(score.figures).map((id) => [
        id,
        ...columns.map((column) => column.score.figures[id]?.value ?? null),
      ]),
    ]),
  ]
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

function tableOf(scored: readonly Scored[]): string[] {
  return table([
    ['run', 'method', 'metric', 'figure', 'mean', 'samples', 'degenerate'],
    ...scored
      .flatMap((one) => [one, ...one.controls])
      .flatMap(({ method, score }) =>
        Object.entries(score.figures).map(([id, { value, count }]) => [
          score.runId,
          method,
          score.metric,
          id,
          value,
          count,
          score.degenerate,
        ]),
      ),
  ])
}

export function describeScore(score: Score): string[] {
  const { metric, params, figures, sampleCount, degenerate, formula, undefinedReasons = {} } = score
  const lines = Object.entries(figures).map(([id, { value, interval, count }]) => {
    const range =
      interval === null ? '' : ` (95 % interval ${interval.map((end) => end.toFixed(4)).join(' to ')})`
    return `  ${id} ${value.toFixed(4)}${range}, ${count} samples`
  })
  return [
    `${metric} ${JSON.stringify(params)} of ${sampleCount} maps, ${degenerate} of them degenerate`,
    ...lines,
    ...Object.entries(undefinedReasons).map(([reason, count]) => `  undefined for ${count}: ${reason}`),
    `  ${formula}`,
  ]
}
