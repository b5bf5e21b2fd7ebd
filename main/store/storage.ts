import type { Connection } from './connection.ts'

export interface RunStorage {
  readonly runId: number
  readonly method: string
  readonly mapCount: number
  /** Compressed values and diagnostics of its maps. */
  readonly bytes: number
  /** null: it is not deleted. */
  readonly deletedAt: number | null
}

export interface WorkspaceStorage {
  readonly pageBytes: number
  readonly freePageBytes: number
  /** Largest first. */
  readonly runs: readonly RunStorage[]
}

/** length() of a BLOB reads its header alone, so that this takes no time even where the maps are gigabytes. */
const RUNS = `
  SELECT r.id AS runId, r.method, r.deleted_at AS deletedAt, count(m.id) AS mapCount,
    coalesce(sum(length(m.data) + length(m.diagnostics_json)), 0) AS bytes
  FROM runs r LEFT JOIN maps m ON m.run_id = r.id
  GROUP BY r.id ORDER BY bytes DESC, r.id`

export function readStorage(connection: Connection): WorkspaceStorage {
  const pageSize = connection.value<number>('PRAGMA page_size') ?? 0
  return {
    pageBytes: pageSize * (connection.value<number>('PRAGMA page_count') ?? 0),
    freePageBytes: pageSize * (connection.value<number>('PRAGMA freelist_count') ?? 0),
    runs: connection.all<RunStorage>(RUNS),
  }
}
