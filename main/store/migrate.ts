import { existsSync } from 'node:fs'
import { WorkbenchError } from '#contract/errors.ts'
import type { Connection } from './connection.ts'
import type { Migration } from './migrations/migration.ts'

export interface MigrationResult {
  readonly from: number
  readonly to: number
  /** Copy of the workspace as it was; null where there was nothing to keep. */
  readonly backup: string | null
}

function schemaVersion(connection: Connection): number {
  return connection.value<number>('PRAGMA user_version') ?? 0
}

/**
 * Brings the schema up to the last migration: a backup first, then one transaction per step.
 * A step that throws leaves version and schema as they were before it.
 * @throws WorkbenchError `workspace_newer` when the file knows a later version than we do
 */
export function migrate(connection: Connection, steps: readonly Migration[]): MigrationResult {
  const from = schemaVersion(connection)
  const latest = steps.at(-1)?.version ?? 0
  refuseNewer(connection, from, latest)
  if (from === latest) return { from, to: latest, backup: null }
  if (connection.readonly) {
    throw new WorkbenchError(
      'file_unsupported',
      `workspace too old: ${connection.path}: version ${from} (must be ${latest}; open it for writing once)`,
      { details: { path: connection.path, version: from, latest } },
    )
  }
  const backup = from === 0 ? null : backUp(connection, from)
  for (const step of steps) applyStep(connection, step)
  return { from, to: latest, backup }
}

function applyStep(connection: Connection, step: Migration): void {
  connection.transaction(() => {
    // Another process may have taken the step while this one waited for the lock.
    if (schemaVersion(connection) >= step.version) return
    step.apply(connection)
    connection.execute(`PRAGMA user_version = ${step.version}`)
  })
}

/** VACUUM INTO reads one consistent state, log included, which a copy of the file would not. */
function backUp(connection: Connection, version: number): string {
  let target = `${connection.path}.v${version}.backup`
  for (let copy = 2; existsSync(target); copy++) target = `${connection.path}.v${version}-${copy}.backup`
  connection.run('VACUUM INTO ?', target)
  return target
}

function refuseNewer(connection: Connection, version: number, latest: number): void {
  if (version <= latest) return
  throw new WorkbenchError(
    'workspace_newer',
    `workspace newer: ${connection.path}: version ${version} (this Eosin knows up to ${latest}; update it)`,
    { details: { path: connection.path, version, latest } },
  )
}
