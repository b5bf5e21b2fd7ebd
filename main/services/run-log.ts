import { WorkbenchError } from '#contract/errors.ts'
import { RUN_EVENTS, type RunEventKind, type RunLogEntry } from '#contract/run-log.ts'
import type { Workspace } from '../store/workspace.ts'

interface LoggedEvent {
  readonly kind: RunEventKind
  /** One line in words. */
  readonly message: string
  readonly sampleId?: number
}

/** Notes what happened to a run. A log that cannot be written, on a full disk say, stops nothing. */
export function logRun(workspace: Workspace, runId: number, event: LoggedEvent): void {
  try {
    workspace.runs.events.add(runId, event)
  } catch (thrown) {
    if (WorkbenchError.from(thrown).code === 'internal') throw thrown
  }
}

export function readLog(workspace: Workspace, runId: number): RunLogEntry[] {
  workspace.runs.get(runId)
  return workspace.runs.events.list(runId).flatMap(({ kind, ...event }) => {
    const known = RUN_EVENTS.find((candidate) => candidate === kind)
    return known === undefined ? [] : [{ ...event, kind: known }]
  })
}

/** `1.2 s`, `3 min 5 s`, `2 h 4 min`. */
export function spokenDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
