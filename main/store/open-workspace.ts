import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Clock } from './clock.ts'
import { Connection } from './connection.ts'
import { quickCheck } from './integrity.ts'
import { migrate, type MigrationResult } from './migrate.ts'
import type { Migration } from './migrations/migration.ts'
import { migrations } from './migrations/index.ts'
import { beginSession, forgetSessions, uncleanSessions } from './sessions.ts'
import { createWorkspaceFile, inspectWorkspaceFile } from './workspace-file.ts'
import { Workspace } from './workspace.ts'

export interface OpenOptions {
  /** Makes the file, and the folders above it, where there is none. */
  readonly create?: boolean
  readonly readonly?: boolean
  readonly now?: Clock
  readonly busyTimeoutMs?: number
  /** Tests of migrations pass their own. */
  readonly steps?: readonly Migration[]
}

/**
 * Opens a workspace file. Several processes may have it open, also for writing: every write is a short
 * immediate transaction, and a run is executed under a lease (`runs.leases`).
 * @throws WorkbenchError `file_unreadable`, `file_unsupported` (too old and opened readonly), `workspace_newer`,
 *   `workspace_locked`, `store_corrupt`, `store_full`
 */
export function openWorkspace(file: string, options: OpenOptions = {}): Workspace {
  const path = resolve(file)
  const readonly = options.readonly ?? false
  if (options.create === true && !readonly && !existsSync(path)) createWorkspaceFile(path)
  inspectWorkspaceFile(path)
  const connection = new Connection(path, { readonly, busyTimeoutMs: options.busyTimeoutMs ?? 5000 })
  try {
    return prepare(connection, options)
  } catch (thrown) {
    connection.close()
    throw thrown
  }
}

function prepare(connection: Connection, options: OpenOptions): Workspace {
  const now = options.now ?? Date.now
  const migration: MigrationResult = migrate(connection, options.steps ?? migrations)
  if (connection.readonly) return new Workspace(connection, now, { session: null, migration, unclean: false })
  const unclean = uncleanSessions(connection)
  if (unclean.length > 0) {
    quickCheck(connection)
    forgetSessions(connection, unclean)
  }
  const session = beginSession(connection, now())
  const workspace = new Workspace(connection, now, { session, migration, unclean: unclean.length > 0 })
  workspace.runs.leases.pauseAbandoned()
  return workspace
}
