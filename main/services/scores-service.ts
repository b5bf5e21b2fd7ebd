import type { ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { Score } from '#contract/evaluation.ts'
import type { Progress, SampleScore, ScoreSample } from '../engine/protocol.ts'
import { parseParams } from '../attribution/parse-params.ts'
import { createRng } from '../kernels/rng.ts'
import { summarise, type Metric } from '../metrics/define-metric.ts'
import { metrics } from '../metrics/registry.ts'
import type { MapRecord } from '../store/maps.ts'
import type { ScoreRecord } from '../store/scores.ts'
import type { Workspace } from '../store/workspace.ts'
import type { HandlersOf } from './handlers.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import { toModelReference } from './model-record.ts'
import { choiceRule } from './nearest.ts'
import { toReference } from './sample-references.ts'
import { toScore } from './score-summary.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpScoring, type ScoringSetup } from './stored-run.ts'

interface ScoreTask {
  readonly context: ServiceContext
  readonly setup: ScoringSetup
  readonly runId: number
  readonly metric: Metric
  readonly params: Record<string, unknown>
  readonly maps: readonly MapRecord[]
}

/** Maps in memory at once, read from the workspace and sent to the engine. */
const CHUNK_BYTES = 16 * 2 ** 20
const LARGEST_CHUNK = 64
/** Of metrics that run the method again: between two chunks a person's own question gets its turn. */
const SLOW_CHUNK = 8
/** The same scores always give the same interval. */
const INTERVAL_SEED = 0

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
  const described = { kind: 'score', title: `${metric.title} of run ${record.id}`, unit: 'maps' } as const
  const known = upToDate(workspace, { runId: record.id, metric, params, maps })
  if (known !== undefined) {
    const result = { runId: record.id, scoreId: known.id, failures: 0 }
    return context.jobs.finished({ ...described, total: maps.length, result })
  }
  const setup = setUpScoring(context, record, { asksAgain: metric.needs.includes('method') })
  const task: ScoreTask = { context, setup, runId: record.id, metric, params, maps }
  return context.jobs.start({
    ...described,
    total: maps.length,
    lane: 'scores',
    work: (control) => scoreRun(task, control),
  })
}

function chooseMetric(id: string): Metric {
  const metric = metrics.find((candidate) => candidate.id === id)
  if (metric !== undefined) return metric
  const known = metrics.map((candidate) => candidate.id)
  throw new WorkbenchError('unknown_metric', `unknown metric: ${id} (${choiceRule(id, known)})`)
}

/** The stored score, where no map came or changed since. */
function upToDate(
  workspace: Workspace,
  { runId, metric, params, maps }: Pick<ScoreTask, 'runId' | 'metric' | 'params' | 'maps'>,
): ScoreRecord | undefined {
  const known = workspace.scores.find(runId, metric.id, params)
  if (known === undefined || toScore(known, metric.formula).sampleCount !== maps.length) return undefined
  return maps.every((map) => map.computedAt <= known.computedAt) ? known : undefined
}

async function scoreRun(task: ScoreTask, control: JobControl): Promise<JobResult> {
  const { context, setup, runId, metric, params, maps } = task
  const { workspace } = setup
  const scores: SampleScore[] = []
  let done = 0
  for (const chunk of chunksOf(maps, largestChunk(metric))) {
    await context.foreground.idle(control.signal)
    const before = done
    const onProgress = (progress: Progress) => control.progress(before + progress.done, maps.length)
    scores.push(...(await scoreChunk(task, chunk, { signal: control.signal, onProgress })))
    done += chunk.length
    control.progress(done, maps.length)
  }
  const score = workspace.scores.put({
    runId,
    metric: metric.id,
    params,
    summary: summarise(metric.figures, scores, createRng(INTERVAL_SEED)),
    samples: scores.map(({ id, values, degenerate, undefinedReason = null, curves }) => ({
      sampleId: id,
      values: { ...values, degenerate, undefinedReason, ...(curves && { curves }) },
    })),
  })
  context.emit('workspace.changed', { what: 'scores', runId })
  return { runId, scoreId: score.id, failures: maps.length - scores.length }
}

async function scoreChunk(
  { context, setup, metric, params }: ScoreTask,
  maps: readonly MapRecord[],
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
): Promise<readonly SampleScore[]> {
  const { workspace, source, computing, question, background } = setup
  const samples = maps.map(({ id, sampleId, targetClass, shape }): ScoreSample => {
    const { values } = workspace.maps.get(id)
    return { reference: toReference(workspace.samples.get(sampleId)), targetClass, shape, values }
  })
  const { scores } = await context.engine.call(
    'score',
    {
      model: toModelReference(setup.model),
      source,
      metric: metric.id,
      params,
      samples,
      computing,
      ...(question === null ? {} : { question }),
      ...background,
    },
    options,
  )
  return scores
}

/** What prepares something dear for all maps of a call (changed models, say) is not asked for every few of them. */
function largestChunk({ needs, measureAll }: Metric): number {
  return needs.includes('method') && measureAll === undefined ? SLOW_CHUNK : LARGEST_CHUNK
}

function* chunksOf(maps: readonly MapRecord[], largest: number): Generator<readonly MapRecord[]> {
  const bytes = 4 * (maps[0]?.shape.reduce((size, length) => size * length, 1) ?? 1)
  const size = Math.max(1, Math.min(largest, Math.floor(CHUNK_BYTES / bytes)))
  for (let start = 0; start < maps.length; start += size) yield maps.slice(start, start + size)
}
