import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { StorageUse } from '#contract/storage.ts'
import type { Workspace } from '../store/workspace.ts'
import type { ServiceContext } from './service-context.ts'

export function storageUse(workspace: Workspace): StorageUse {
  const { runs, freePageBytes } = workspace.storage()
  const sum = (some: typeof runs, of: 'bytes' | 'mapCount') => some.reduce((total, run) => total + run[of], 0)
  const deleted = runs.flatMap((run) =>
    run.deletedAt === null ? [] : [{ ...run, deletedAt: run.deletedAt }],
  )
  return {
    fileBytes: fileBytes(workspace.path),
    mapsBytes: sum(runs, 'bytes'),
    mapCount: sum(runs, 'mapCount'),
    freeBytes: freePageBytes,
    deletedBytes: sum(deleted, 'bytes'),
    diskFreeBytes: diskFreeBytes(workspace.path),
    runs: runs
      .filter(({ deletedAt }) => deletedAt === null)
      .map(({ runId, method, mapCount, bytes }) => ({ runId, method, mapCount, bytes })),
    deletedRuns: deleted.sort((a, b) => b.deletedAt - a.deletedAt || b.runId - a.runId),
  }
}

/** Removes deleted runs for good, then rewrites the file without its empty pages. */
export function compactWorkspace({ jobs, workspace: current, emit }: ServiceContext): Job {
  const workspace = current.require()
  if (workspace.readonly) {
    throw new WorkbenchError(
      'workspace_locked',
      `workspace read-only: ${workspace.path} (cannot be compacted)`,
    )
  }
  refuseWhileUsed(workspace, jobs.list())
  refuseWithoutRoom(workspace)
  const before = fileBytes(workspace.path)
  return jobs.start({
    kind: 'compact',
    title: 'Compacting the workspace',
    unit: 'bytes',
    total: before,
    work: async ({ signal }) => {
      await setImmediate()
      signal.throwIfAborted()
      // Again: another job may have come meanwhile.
      refuseWhileUsed(workspace, jobs.list())
      workspace.runs.deletions.purge()
      workspace.compact()
      emit('workspace.changed', { what: 'workspace' })
      return {}
    },
  })
}

function refuseWhileUsed(workspace: Workspace, jobs: readonly Job[]): void {
  const [pid] = workspace.otherProcesses()
  if (pid !== undefined) {
    throw new WorkbenchError(
      'workspace_locked',
      `workspace in use: ${workspace.path} (process ${pid} has it open; close it there first)`,
      { details: { pid } },
    )
  }
  const writing = jobs.find(
    ({ kind, state }) =>
      kind !== 'compact' && kind !== 'download' && (state === 'running' || state === 'queued'),
  )
  if (writing !== undefined) {
    throw new WorkbenchError(
      'workspace_locked',
      `workspace busy: ${writing.title} (wait for it or stop it, then compact)`,
    )
  }
}

/** The file is written anew twice: beside the old one, then through the log. */
function refuseWithoutRoom(workspace: Workspace): void {
  const { pageBytes, freePageBytes } = workspace.storage()
  const needed = 2 * (pageBytes - freePageBytes)
  const free = diskFreeBytes(workspace.path)
  if (free === null || free >= needed) return
  throw new WorkbenchError(
    'store_full',
    `disk too full: ${workspace.path}: ${free} bytes free (compacting needs ${needed})`,
    { details: { free, needed } },
  )
}

function fileBytes(path: string): number {
  return ['', '-wal'].reduce(
    (sum, suffix) => sum + (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

/** null where the file system does not say. */
function diskFreeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize
  } catch {
    return null
  }
}
