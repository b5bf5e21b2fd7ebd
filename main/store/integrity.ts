import { WorkbenchError } from '#contract/errors.ts'
import type { Connection } from './connection.ts'
import type { Maps } from './maps.ts'
import { storeError } from './store-error.ts'

export interface IntegrityReport {
  readonly ok: boolean
  /** What is wrong, one line each; at most 100. */
  readonly problems: readonly string[]
  readonly mapsChecked: number
}

export interface TableUsage {
  readonly table: string
  readonly bytes: number
}

interface ForeignKeyRow {
  table: string
  rowid: number | null
  parent: string
}

/** The fast check after a session that never wrote its end. */
export function quickCheck(connection: Connection): void {
  const problems = checkPages(connection, 'quick_check')
  if (problems.length === 0) return
  throw new WorkbenchError(
    'store_corrupt',
    `workspace corrupt: ${connection.path}: ${problems[0]} (restore a backup, or export what can still be read)`,
    { details: { path: connection.path, problems } },
  )
}

/** Every page, every index, every reference, and the checksum of every map. */
export function checkIntegrity(connection: Connection, maps: Maps): IntegrityReport {
  const problems = checkPages(connection, 'integrity_check')
  problems.push(...checkReferences(connection))
  const checked = checkMaps(connection, maps, problems)
  return { ok: problems.length === 0, problems: problems.slice(0, 100), mapsChecked: checked }
}

/** Bytes on disk per table, its indexes included, largest first. */
export function diskUsage(connection: Connection): TableUsage[] {
  return connection.all<TableUsage>(
    `SELECT schema.tbl_name AS "table", sum(stat.pgsize) AS bytes
     FROM dbstat stat JOIN sqlite_schema schema ON schema.name = stat.name
     WHERE stat.aggregate = TRUE GROUP BY schema.tbl_name ORDER BY bytes DESC, schema.tbl_name`,
  )
}

function checkPages(connection: Connection, check: 'quick_check' | 'integrity_check'): string[] {
  return attempt(connection, () => {
    const rows = connection.tuples<[string]>(`PRAGMA ${check}(100)`)
    return rows.map((row) => row[0]).filter((line) => line !== 'ok')
  })
}

function checkReferences(connection: Connection): string[] {
  return attempt(connection, () =>
    connection
      .all<ForeignKeyRow>('PRAGMA foreign_key_check')
      .map((row) => `row ${row.rowid ?? '?'} of ${row.table} refers to a missing row of ${row.parent}`),
  )
}

function checkMaps(connection: Connection, maps: Maps, problems: string[]): number {
  let checked = 0
  const found = attempt(connection, () => {
    const lines: string[] = []
    for (const [id] of connection.tuples<[number]>('SELECT id FROM maps ORDER BY id')) {
      lines.push(
        ...attempt(connection, () => {
          maps.verify(id)
          return []
        }),
      )
      checked++
    }
    return lines
  })
  problems.push(...found)
  return checked
}

/** A check that breaks on the damage that it looks for reports it, instead of failing. */
function attempt(connection: Connection, check: () => string[]): string[] {
  try {
    return check()
  } catch (thrown) {
    return [storeError(thrown, connection.path).message]
  }
}
