import type { ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { Score } from '#contract/evaluation.ts'
import { parseParams } from '../attribution/parse-params.ts'
import type { Metric } from '../metrics/define-metric.ts'
import { metrics } from '../metrics/registry.ts'
import type { ScoreRecord } from '../store/scores.ts'
import type { HandlersOf } from './handlers.ts'
import { choiceRule } from './nearest.ts'
import { executeScore, unscoredMaps, type ScoreTask } from './score-execution.ts'
import { toScore } from './score-summary.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpScoring } from './stored-run.ts'

export function scoresHandlers(context: ServiceContext): HandlersOf<'scores'> {
  return {
    'scores.start': async (request) => ({ job: await startScore(context, request) }),
    'scores.list': async ({ runId }) => {
      const workspace = context.workspace.require()
      if (runId !== undefined) workspace.runs.get(runId)
      const runIds = runId === undefined ? workspace.runs.list().map((run) => run.id) : [runId]
      return runIds.flatMap((id) => workspace.scores.list(id)).map((record) => describe(record))
    },
  }
}

function describe(record: ScoreRecord): Score {
  return toScore(record, metrics.find((metric) => metric.id === record.metric)?.formula ?? '')
}

async function startScore(context: ServiceContext, request: ParsedInput<'scores.start'>): Promise<Job> {
  const workspace = context.workspace.require()
  const record = workspace.runs.get(request.runId)
  const metric = chooseMetric(request.metric)
  const params = parseParams(metric, request.params)
  const maps = workspace.maps.list(record.id).filter((map) => !map.stale)
  if (maps.length === 0) {
    throw new WorkbenchError('invalid_input', `no maps to score: run ${record.id} (compute some first)`)
  }
  const setup = setUpScoring(context, record, { asksAgain: metric.needs.includes('method') })
  const task: ScoreTask = { context, setup, runId: record.id, metric, params, maps }
  const described = { kind: 'score', title: `${metric.title} of run ${record.id}`, unit: 'maps' } as const
  const known = upToDate(task)
  if (known !== undefined) {
    const result = { runId: record.id, scoreId: known.id, failures: 0 }
    return context.jobs.finished({ ...described, total: maps.length, result })
  }
  return context.jobs.start({
    ...described,
    total: maps.length,
    lane: 'scores',
    work: async (control) => {
      const { score, failures } = await executeScore(task, control)
      return { runId: record.id, scoreId: score.id, failures }
    },
  })
}

function chooseMetric(id: string): Metric {
  const metric = metrics.find((candidate) => candidate.id === id)
  if (metric !== undefined) return metric
  const known = metrics.map((candidate) => candidate.id)
  throw new WorkbenchError('unknown_metric', `unknown metric: ${id} (${choiceRule(id, known)})`)
}

/** The stored score, where every map has its values. */
function upToDate(task: ScoreTask): ScoreRecord | undefined {
  const { setup, runId, metric, params, maps } = task
  const known = setup.workspace.scores.find(runId, metric.id, params)
  if (known === undefined || toScore(known, metric.formula).sampleCount !== maps.length) return undefined
  return unscoredMaps(task, known.id).length === 0 ? known : undefined
}
