import type { ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { Score } from '#contract/evaluation.ts'
import { parseParams } from '../attribution/parse-params.ts'
import type { Metric } from '../metrics/define-metric.ts'
import { metrics } from '../metrics/registry.ts'
import type { RunRecord } from '../store/run-record.ts'
import type { ScoreRecord } from '../store/scores.ts'
import { computeControl, CONTROLS, isControl, type ControlMethod } from './control-runs.ts'
import type { HandlersOf } from './handlers.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import { choiceRule } from './nearest.ts'
import type { RunLauncher } from './run-launcher.ts'
import { executeScore, unscoredMaps, type ScoreTask } from './score-execution.ts'
import { toScore } from './score-summary.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpScoring } from './stored-run.ts'

export function scoresHandlers(context: ServiceContext, launcher: RunLauncher): HandlersOf<'scores'> {
  return {
    'scores.start': async (request) => ({ job: await startScore(context, launcher, request) }),
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

async function startScore(
  context: ServiceContext,
  launcher: RunLauncher,
  request: ParsedInput<'scores.start'>,
): Promise<Job> {
  const workspace = context.workspace.require()
  const record = workspace.runs.get(request.runId)
  const metric = chooseMetric(request.metric)
  const params = parseParams(metric, request.params)
  const task = taskOf(context, record, metric, params)
  // A control needs no control.
  const controls = request.controls && !isControl(record) ? CONTROLS : []
  const total = task.maps.length * (1 + 2 * controls.length)
  const beside = controls.length > 0 ? ' with controls' : ''
  const described = {
    kind: 'score',
    title: `${metric.title} of run ${record.id}${beside}`,
    unit: 'maps',
    total,
  } as const
  const known = upToDate(task)
  if (known !== undefined && controls.length === 0) {
    const result = { runId: record.id, scoreId: known.id, failures: 0 }
    return context.jobs.finished({ ...described, result })
  }
  return context.jobs.start({
    ...described,
    lane: 'scores',
    work: (control) => scoreWithControls({ launcher, task, record, controls }, control),
  })
}

function taskOf(
  context: ServiceContext,
  record: RunRecord,
  metric: Metric,
  params: Record<string, unknown>,
): ScoreTask {
  const maps = context.workspace
    .require()
    .maps.list(record.id)
    .filter((map) => !map.stale)
  if (maps.length === 0) {
    throw new WorkbenchError('invalid_input', `no maps to score: run ${record.id} (compute some first)`)
  }
  const setup = setUpScoring(context, record, { asksAgain: metric.needs.includes('method') })
  return { context, setup, runId: record.id, metric, params, maps }
}

interface BesideControls {
  readonly launcher: RunLauncher
  readonly task: ScoreTask
  readonly record: RunRecord
  readonly controls: readonly ControlMethod[]
}

/** The run first, then each control: its maps over the same samples, and their scores. Each part resumes on its own. */
async function scoreWithControls(
  { launcher, task, record, controls }: BesideControls,
  control: JobControl,
): Promise<JobResult> {
  const { context, metric, params, maps } = task
  const size = maps.length
  const total = size * (1 + 2 * controls.length)
  /** Part number `index` of equal size; its own progress is a share of it. */
  const part = (index: number) => ({
    jobId: control.jobId,
    signal: control.signal,
    progress: (done: number, of: number) =>
      control.progress(size * (index + Math.min(1, done / Math.max(1, of))), total),
  })
  const { score, failures } = await scoreOnce(task, part(0))
  const beside: NonNullable<JobResult['controls']> = []
  const sampleIds = maps.map(({ sampleId }) => sampleId)
  for (const [index, method] of controls.entries()) {
    const asked = { record, method, sampleIds }
    const runId = await computeControl(context, launcher, asked, part(1 + 2 * index))
    const other = taskOf(context, context.workspace.require().runs.get(runId), metric, params)
    const scored = await scoreOnce(other, part(2 + 2 * index))
    beside.push({ method, runId, scoreId: scored.score.id })
  }
  const result = { runId: record.id, scoreId: score.id, failures }
  return controls.length === 0 ? result : { ...result, controls: beside }
}

async function scoreOnce(
  task: ScoreTask,
  control: Pick<JobControl, 'signal' | 'progress'>,
): Promise<{ score: ScoreRecord; failures: number }> {
  const known = upToDate(task)
  return known === undefined ? executeScore(task, control) : { score: known, failures: 0 }
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
