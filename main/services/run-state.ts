import { WorkbenchError, type ErrorRecord } from '#contract/errors.ts'
import type { Workspace } from '../store/workspace.ts'
import type { OpenedBackend } from './backend-chooser.ts'
import { logRun, spokenDuration } from './run-log.ts'
import type { RunMember } from './run-member.ts'

/** Well within the lease's 30 seconds. */
const HEARTBEAT_MS = 8_000

/** Samples of the member's scope without a map and without a failure. */
export function openSamples({ setup, runId, scope }: RunMember): number[] {
  return [...setup.workspace.runs.pendingSamples(runId)].filter((id) => scope.has(id))
}

/** Samples of the member's scope. */
export function scopeSize({ setup, runId, scope }: RunMember): number {
  return setup.workspace.runs.samples.selected(runId).filter((id) => scope.has(id)).length
}

/** Takes the run's lease and sets it running. @throws WorkbenchError `workspace_locked` */
export function begin(member: RunMember): void {
  const { setup, runId } = member
  const { workspace, backend, dataset } = setup
  workspace.runs.leases.claim(runId)
  const [open, total] = [openSamples(member).length, scopeSize(member)]
  const began = open < total
  logRun(workspace, runId, {
    kind: began ? 'resumed' : 'started',
    message: `${open} of ${total} ${dataset.kind}s to explain, ${backendWords(backend)}`,
  })
}

/** Some versions begin with the name already. */
function backendWords({ id, version }: OpenedBackend): string {
  return version.startsWith(id) ? version : `${id} ${version}`
}

/** Renews the leases; a run that another process took over leaves. Gives what stops it. */
export function keepLeases(members: readonly RunMember[]): () => void {
  const heartbeat = setInterval(() => {
    for (const member of members) {
      if (!member.hasEnded && !stillOurs(member)) void member.leave(lostLease(member.runId))
    }
  }, HEARTBEAT_MS)
  return () => clearInterval(heartbeat)
}

/** Everything that was asked for is there; of a run that covers more, the rest waits. */
export function finish(member: RunMember, elapsedMs: number): void {
  const { setup, runId } = member
  const isWhole = setup.workspace.runs.pendingSamples(runId, 1).length === 0
  setup.workspace.runs.setState(runId, isWhole ? 'done' : 'paused')
  const { total, done, failed } = setup.workspace.runs.samples.progress(runId)
  const failures = failed === 0 ? '' : `, ${failed} failed`
  logRun(setup.workspace, runId, {
    kind: isWhole ? 'finished' : 'paused',
    message: `${done} of ${total} maps${failures}, after ${spokenDuration(elapsedMs)}`,
  })
  release(member)
}

/** Stopped, by somebody or by an error. What is done stays done, so that a stopped run can always go on. */
export function stop(member: RunMember, error: WorkbenchError | null, elapsedMs: number): void {
  const { setup, runId } = member
  const { workspace } = setup
  // A run that was lost to another process is that one's to describe.
  if (error?.code !== 'workspace_locked') {
    const state = error === null ? 'paused' : 'failed'
    // A full disk may refuse this too; then the next opening finds the run abandoned and pauses it.
    unlessStoreFails(() => workspace.runs.setState(runId, state, error?.toRecord() ?? null))
    logRun(workspace, runId, { kind: state, message: endWords(workspace, runId, error, elapsedMs) })
  }
  release(member)
}

export function recordFailure({ setup, runId }: RunMember, sampleId: number, error: ErrorRecord): void {
  setup.workspace.maps.failures.put(runId, sampleId, error)
  logRun(setup.workspace, runId, { kind: 'sample-failed', message: error.message, sampleId })
}

function endWords(
  workspace: Workspace,
  runId: number,
  error: WorkbenchError | null,
  elapsedMs: number,
): string {
  if (error !== null) return error.message
  const { total, done } = workspace.runs.samples.progress(runId)
  return `${done} of ${total} maps, after ${spokenDuration(elapsedMs)}`
}

function release(member: RunMember): void {
  unlessStoreFails(() => member.setup.workspace.runs.leases.release(member.runId))
  member.end()
}

function unlessStoreFails(work: () => void): void {
  try {
    work()
  } catch (thrown) {
    if (WorkbenchError.from(thrown).code === 'internal') throw thrown
  }
}

function stillOurs({ setup, runId }: RunMember): boolean {
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
