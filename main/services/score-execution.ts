import { setImmediate } from 'node:timers/promises'
import { WorkbenchError } from '#contract/errors.ts'
import type { SampleScore, ScoreSample, Progress } from '../engine/protocol.ts'
import { createRng } from '../kernels/rng.ts'
import { SummaryMaker, type Metric, type MetricSummary } from '../metrics/define-metric.ts'
import type { MapRecord } from '../store/maps.ts'
import type { ScoreRecord } from '../store/scores.ts'
import { computeDespiteCrashes } from './crash-tolerant.ts'
import type { JobControl } from './job-registry.ts'
import { toModelReference } from './model-record.ts'
import { logRun } from './run-log.ts'
import { toReference } from './sample-references.ts'
import { storedFigures } from './score-summary.ts'
import type { ServiceContext } from './service-context.ts'
import type { ScoringSetup } from './stored-run.ts'
import { callStoring } from './storing-call.ts'

export interface ScoreTask {
  readonly context: ServiceContext
  readonly setup: ScoringSetup
  readonly runId: number
  readonly metric: Metric
  readonly params: Record<string, unknown>
  /** All that are to be scored, with and without values. */
  readonly maps: readonly MapRecord[]
}

/** Maps in memory at once, read from the workspace and sent to the engine. */
const CHUNK_BYTES = 16 * 2 ** 20
/** Before it is known how long one takes. */
const FIRST_CHUNK = 8
const LARGEST_CHUNK = 64
/** Values kept in memory before they are written: what a kill can lose, against a write for each. */
const WRITE_EVERY_MS = 1000
/** The same scores always give the same interval. */
const INTERVAL_SEED = 0

/** Maps without values, or computed anew since they were scored. */
export function unscoredMaps({ setup, maps }: ScoreTask, scoreId: number): MapRecord[] {
  const scored = setup.workspace.scores.scoredMaps(scoreId)
  return maps.filter(({ sampleId, computedAt }) => scored.get(sampleId) !== computedAt)
}

/**
 * Scores what is missing, keeping the values as they come, and then sums up: stopped or killed, it goes on from there. A map
 * that the engine dies of again and again is left out, and tried again the next time.
 */
export async function executeScore(
  task: ScoreTask,
  control: Pick<JobControl, 'signal' | 'progress'>,
): Promise<{ score: ScoreRecord; failures: number }> {
  const { context, setup, runId, metric, params, maps } = task
  const { scores } = setup.workspace
  const scoreId = scores.begin(runId, metric.id, params)
  await scoreMissing(task, scoreId, control)
  const summary = await summaryOf(task, scoreId)
  const score = scores.finish(scoreId, summary)
  logRun(setup.workspace, runId, { kind: 'scored', message: `${metric.title}: ${summary.sampleCount} maps` })
  context.emit('workspace.changed', { what: 'scores', runId })
  return { score, failures: maps.length - summary.sampleCount }
}

/** Other calls get their turn between two chunks: with curves, a hundred thousand samples take seconds to read. */
async function summaryOf({ setup, metric, maps }: ScoreTask, scoreId: number): Promise<MetricSummary> {
  const current = new Set(maps.map(({ sampleId }) => sampleId))
  const maker = new SummaryMaker(metric.figures)
  for (const chunk of setup.workspace.scores.sampleChunks(scoreId)) {
    for (const sample of chunk) if (current.has(sample.sampleId)) maker.add(storedFigures(sample))
    await setImmediate()
  }
  return maker.summary(createRng(INTERVAL_SEED))
}

async function scoreMissing(
  task: ScoreTask,
  scoreId: number,
  { signal, progress }: Pick<JobControl, 'signal' | 'progress'>,
): Promise<void> {
  const { context, metric, maps } = task
  const missing = unscoredMaps(task, scoreId)
  const largestChunk = largestOf(maps)
  // What prepares something dear for all maps of a call (changed models, say) is not asked for every few of them.
  const together = metric.measureAll !== undefined
  let done = maps.length - missing.length
  progress(done, maps.length)
  await computeDespiteCrashes<MapRecord>({
    items: missing,
    firstChunk: together ? largestChunk : Math.min(FIRST_CHUNK, largestChunk),
    largestChunk,
    ...(together && { targetMs: Infinity }),
    now: context.now,
    beforeEach: async () => {
      await context.foreground.idle(signal)
      signal.throwIfAborted()
      stopWhereDeleted(task)
    },
    giveUp: () => progress(++done, maps.length),
    compute: async (chunk, finished) => {
      const before = done
      let settled = 0
      const settle = (map: MapRecord) => {
        settled++
        finished(map)
      }
      const onProgress = (within: Progress) => progress(before + within.done, maps.length)
      try {
        await scoreChunk(task, scoreId, { chunk, signal, finished: settle, onProgress })
        settled = chunk.length
      } finally {
        done = before + settled
        progress(done, maps.length)
      }
    },
  })
}

/** Somebody deleted the run meanwhile, which asks for no scores any more. */
function stopWhereDeleted({ setup, runId }: ScoreTask): void {
  try {
    setup.workspace.runs.get(runId)
  } catch (thrown) {
    if (WorkbenchError.from(thrown).code !== 'unknown_run') throw thrown
    throw new WorkbenchError('cancelled', `run deleted: ${runId} (its scores are kept as far as they came)`)
  }
}

interface Chunk {
  readonly chunk: readonly MapRecord[]
  readonly signal: AbortSignal
  readonly finished: (map: MapRecord) => void
  readonly onProgress: (progress: Progress) => void
}

/** What came is written in one transaction at the end, however that came, and once a second before. */
async function scoreChunk(task: ScoreTask, scoreId: number, chunk: Chunk): Promise<void> {
  const { context, setup } = task
  const bySample = new Map(chunk.chunk.map((map) => [map.sampleId, map]))
  let waiting: SampleScore[] = []
  let writtenAt = context.now()
  const write = () => {
    const rows = waiting.map((score) => rowOf(score, bySample.get(score.id)?.computedAt ?? null))
    waiting = []
    writtenAt = context.now()
    if (rows.length > 0) setup.workspace.scores.putSamples(scoreId, rows)
  }
  const onItem = (score: SampleScore) => {
    waiting.push(score)
    const map = bySample.get(score.id)
    if (map !== undefined) chunk.finished(map)
    if (context.now() - writtenAt > WRITE_EVERY_MS) write()
  }
  try {
    await askEngine(task, chunk, onItem)
  } finally {
    write()
  }
}

async function askEngine(
  { context, setup, metric, params }: ScoreTask,
  { chunk, signal, onProgress }: Chunk,
  onItem: (score: SampleScore) => void,
): Promise<void> {
  const { workspace, source, computing, question, background } = setup
  const samples = chunk.map(({ id, sampleId, targetClass, shape }): ScoreSample => {
    const { values } = workspace.maps.get(id)
    return { reference: toReference(workspace.samples.get(sampleId)), targetClass, shape, values }
  })
  const input = {
    model: toModelReference(setup.model),
    source,
    metric: metric.id,
    params,
    samples,
    computing,
    ...(question === null ? {} : { question }),
    ...background,
  }
  await callStoring(context.engine, 'score', input, { signal, onProgress, onItem })
}

function rowOf(
  { id, values, degenerate, undefinedReason = null, curves }: SampleScore,
  mapComputedAt: number | null,
) {
  return {
    sampleId: id,
    mapComputedAt,
    values: { ...values, degenerate, undefinedReason, ...(curves && { curves }) },
  }
}

function largestOf(maps: readonly MapRecord[]): number {
  const bytes = 4 * (maps[0]?.shape.reduce((size, length) => size * length, 1) ?? 1)
  return Math.max(1, Math.min(LARGEST_CHUNK, Math.floor(CHUNK_BYTES / bytes)))
}
