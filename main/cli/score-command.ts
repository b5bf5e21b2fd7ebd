import { WorkbenchError } from '#contract/errors.ts'
import type { Score } from '#contract/evaluation.ts'
import { choiceRule } from '../services/nearest.ts'
import type { ConsoleOutput } from './console-output.ts'
import { parseSettings } from './param-flags.ts'
import type { Session } from './session.ts'

export interface ScoreFlags {
  readonly workspace: string
  readonly run: number
  readonly metric: string
  readonly fraction?: string
  readonly set: readonly string[]
}

export async function scoreCommand(
  session: Session,
  flags: ScoreFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  const started = performance.now()
  const params = await metricParams(session, flags)
  await session.openWorkspace(flags.workspace, { create: false })
  const run = await session.call('runs.get', { runId: flags.run })
  const { scoreId } = await session.finish(
    await session.call('scores.start', { runId: run.id, metric: flags.metric, params }),
  )
  const scores = await session.call('scores.list', { runId: run.id })
  const score = scores.find((candidate) => candidate.id === scoreId)
  if (score === undefined) throw new WorkbenchError('internal', `score not stored: run ${run.id}`)
  const { metric, figures, sampleCount, degenerate, formula } = score
  output.result(
    {
      runId: run.id,
      scoreId: score.id,
      metric,
      params: score.params,
      ...Object.fromEntries(Object.entries(figures).map(([id, { value }]) => [id, value])),
      figures,
      sampleCount,
      degenerate,
      formula,
      backend: run.backend,
      durationMs: performance.now() - started,
    },
    describeScore(score),
  )
}

async function metricParams(session: Session, flags: ScoreFlags): Promise<Record<string, unknown>> {
  const metrics = await session.call('metrics.list', {})
  const metric = metrics.find((candidate) => candidate.id === flags.metric)
  if (metric === undefined) {
    const known = metrics.map((candidate) => candidate.id)
    throw new WorkbenchError(
      'unknown_metric',
      `unknown metric: ${flags.metric} (${choiceRule(flags.metric, known)})`,
    )
  }
  const words = flags.fraction === undefined ? flags.set : [...flags.set, `fraction=${flags.fraction}`]
  return parseSettings(words, metric)
}

export function describeScore({
  metric,
  params,
  figures,
  sampleCount,
  degenerate,
  formula,
}: Score): string[] {
  const lines = Object.entries(figures).map(([id, { value, interval, count }]) => {
    const range =
      interval === null ? '' : ` (95 % interval ${interval.map((end) => end.toFixed(4)).join(' to ')})`
    return `  ${id} ${value.toFixed(4)}${range}, ${count} samples`
  })
  return [
    `${metric} ${JSON.stringify(params)} of ${sampleCount} maps, ${degenerate} of them degenerate`,
    ...lines,
    `  ${formula}`,
  ]
}
