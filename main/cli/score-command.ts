import { WorkbenchError } from '#contract/errors.ts'
import type { MetricSummary, Score } from '#contract/evaluation.ts'
import { choiceRule } from '../services/nearest.ts'
import type { ConsoleOutput } from './console-output.ts'
import { parseSettings, settingsFor } from './param-flags.ts'
import { describeScored, describeSeveral, type Scored, type ScoredControl } from './score-text.ts'
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
  const result = await session.finish(await session.call('scores.start', request)).catch(sayKept)
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

function sayKept(thrown: unknown): never {
  const { code, message } = WorkbenchError.from(thrown)
  if (code !== 'cancelled') throw thrown
  throw new WorkbenchError(code, `${message} (what was scored is kept; the same command goes on)`)
}

async function storedScore(session: Session, runId: number, scoreId: number | undefined): Promise<Score> {
  const scores = await session.call('scores.list', { runId })
  const score = scores.find((candidate) => candidate.id === scoreId)
  if (score === undefined) throw new WorkbenchError('internal', `score not stored: run ${runId}`)
  return score
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
