import { WorkbenchError, type ErrorRecord } from '#contract/errors.ts'
import type { ExplainItem, SampleReference } from '../engine/protocol.ts'
import { computeDespiteCrashes } from './crash-tolerant.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import { toModelReference } from './model-record.ts'
import type { QuestionSetup } from './question-setup.ts'
import { ensureHashes, referencesOf } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'
import { callStoring } from './storing-call.ts'

interface RunTask {
  readonly context: ServiceContext
  readonly setup: QuestionSetup
  readonly runId: number
}

/** Well within the lease's 30 seconds. */
const HEARTBEAT_MS = 8_000

/** Takes the run's lease, computes what is pending, and leaves the run in the state that it ended in. */
export async function executeRun(task: RunTask, control: JobControl): Promise<JobResult> {
  const { runs } = task.setup.workspace
  runs.leases.claim(task.runId)
  const lost = new AbortController()
  const heartbeat = setInterval(() => {
    if (!stillOurs(task)) lost.abort(lostLease(task.runId))
  }, HEARTBEAT_MS)
  announce(task)
  try {
    await computePending(task, control, AbortSignal.any([control.signal, lost.signal]))
    runs.setState(task.runId, 'done')
  } catch (thrown) {
    if (lost.signal.aborted) throw lostLease(task.runId)
    recordEnd(task, thrown, control.signal)
    throw thrown
  } finally {
    clearInterval(heartbeat)
    runs.leases.release(task.runId)
    announce(task)
  }
  const { failed } = runs.samples.progress(task.runId)
  return { runId: task.runId, datasetId: task.setup.dataset.id, failures: failed }
}

/** Asked for more samples meanwhile, the run goes on with those. */
async function computePending(task: RunTask, control: JobControl, signal: AbortSignal): Promise<void> {
  const tried = new Set<number>()
  for (;;) {
    const ids = pendingOf(task).filter((id) => !tried.has(id))
    if (tried.size > 0 && ids.length === 0) return
    for (const id of ids) tried.add(id)
    await computeSome(task, ids, control, signal)
    if (ids.length === 0) return
  }
}

function pendingOf({ setup, runId }: RunTask): number[] {
  return [...setup.workspace.runs.pendingSamples(runId)]
}

async function computeSome(
  task: RunTask,
  ids: readonly number[],
  control: JobControl,
  signal: AbortSignal,
): Promise<void> {
  const { context, setup, runId } = task
  const { workspace } = setup
  const pending = referencesOf(workspace, setup.dataset.id, ids)
  const { total } = workspace.runs.samples.progress(runId)
  const byId = new Map(pending.map((reference) => [reference.id, reference]))
  let open = pending.length

  function settle(id: number, finished: (sample: SampleReference) => void): void {
    const reference = byId.get(id)
    if (reference !== undefined) finished(reference)
    open--
    control.progress(total - open, total)
    context.emit('workspace.changed', { what: 'maps', runId, sampleId: id, modelId: setup.model.id })
  }

  control.progress(total - open, total)
  await computeDespiteCrashes<SampleReference>({
    items: pending,
    firstChunk: 1,
    largestChunk: 32,
    now: context.now,
    beforeEach: async () => {
      await context.foreground.idle(signal)
      signal.throwIfAborted()
    },
    giveUp: (sample, error) => {
      recordFailure(task, sample.id, error.toRecord())
      settle(sample.id, () => {})
    },
    compute: (samples, finished) =>
      explainSome(task, samples, signal, (item) => {
        storeItem(task, item)
        settle(item.kind === 'map' ? item.id : item.failure.id, finished)
      }),
  })
}

async function explainSome(
  { context: { engine }, setup }: RunTask,
  samples: readonly SampleReference[],
  signal: AbortSignal,
  onItem: (item: ExplainItem) => void,
): Promise<void> {
  const { workspace, source, question, background, computing } = setup
  await ensureHashes(engine, workspace, { source, samples }, signal)
  const model = toModelReference(setup.model)
  const input = { model, source, samples, question, ...background, computing }
  await callStoring(engine, 'explain', input, { signal, onItem })
}

/** One transaction per map: whatever happens next, this one is kept. */
function storeItem(task: RunTask, item: ExplainItem): void {
  if (item.kind === 'failure') {
    recordFailure(task, item.failure.id, item.failure.error)
    return
  }
  task.setup.workspace.maps.put({
    runId: task.runId,
    sampleId: item.id,
    targetClass: item.targetClass,
    versusClass: task.setup.question.versus,
    shape: item.shape,
    values: item.values,
    diagnostics: item.diagnostics,
    durationMs: item.durationMs,
  })
}

function recordFailure({ runId, setup }: RunTask, sampleId: number, error: ErrorRecord): void {
  setup.workspace.maps.failures.put(runId, sampleId, error)
}

/** A full disk may refuse this too; then the next opening finds the run abandoned and pauses it. */
function recordEnd({ runId, setup }: RunTask, thrown: unknown, stopped: AbortSignal): void {
  const error = WorkbenchError.from(thrown)
  const { runs } = setup.workspace
  try {
    // What is done stays done, so that a stopped run can always go on.
    if (stopped.aborted && error.code === 'cancelled') runs.setState(runId, 'paused')
    else runs.setState(runId, 'failed', error.toRecord())
  } catch (second) {
    if (WorkbenchError.from(second).code === 'internal') throw second
  }
}

function stillOurs({ setup, runId }: RunTask): boolean {
  try {
    return setup.workspace.runs.leases.renew(runId)
  } catch {
    // Busy or full for a moment; the lease has time left, and the next heartbeat tries again.
    return true
  }
}

function lostLease(runId: number): WorkbenchError {
  return new WorkbenchError('workspace_locked', `run locked: ${runId} (another process took it over)`)
}

function announce({ context, runId }: RunTask): void {
  context.emit('workspace.changed', { what: 'runs', runId })
}
