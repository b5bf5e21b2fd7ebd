import { WorkbenchError } from '#contract/errors.ts'
import type { Connection, SqlValue } from './connection.ts'
import { parseSelection, type RunRow, type RunSelection } from './run-record.ts'

export interface RunProgress {
  readonly total: number
  readonly done: number
  readonly failed: number
}

const FRESH_MAP = `EXISTS (SELECT 1 FROM maps m WHERE m.run_id = @runId AND m.sample_id = s.id
  AND NOT (s.sha256 IS NOT NULL AND m.sample_sha256 IS NOT NULL AND s.sha256 <> m.sample_sha256))`
const FAILURE = 'EXISTS (SELECT 1 FROM map_failures f WHERE f.run_id = @runId AND f.sample_id = s.id)'

/** The samples that a run covers. */
export class RunSamples {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Every sample that the run covers, in the dataset's order. */
  selected(runId: number): Int32Array {
    return this.#ids(runId, 'TRUE')
  }

  /** Those without a (fresh) map and without a recorded failure; at most `limit`. */
  pending(runId: number, limit?: number): Int32Array {
    return this.#ids(runId, `NOT ${FRESH_MAP} AND NOT ${FAILURE}`, limit)
  }

  /** Those that have a fresh map. */
  done(runId: number): Int32Array {
    return this.#ids(runId, FRESH_MAP)
  }

  progress(runId: number): RunProgress {
    const { from, params } = this.#selection(runId)
    const row = this.#connection.get<RunProgress>(
      `SELECT count(*) AS total, coalesce(sum(${FRESH_MAP}), 0) AS done,
         coalesce(sum(NOT ${FRESH_MAP} AND ${FAILURE}), 0) AS failed
       FROM ${from} s`,
      { ...params, runId },
    )
    return row ?? { total: 0, done: 0, failed: 0 }
  }

  #ids(runId: number, where: string, limit?: number): Int32Array {
    const { from, params } = this.#selection(runId)
    const rows = this.#connection.tuples<[number]>(
      `SELECT s.id FROM ${from} s WHERE ${where} ORDER BY s.ordinal LIMIT @limit`,
      { ...params, runId, limit: limit ?? -1 },
    )
    return Int32Array.from(rows, (row) => row[0])
  }

  /** A selection of what both cover. */
  union(datasetId: number, a: RunSelection, b: RunSelection): RunSelection {
    if (a.kind === 'all' || b.kind === 'all') return { kind: 'all' }
    if (a.kind === 'first' && b.kind === 'first') return a.count >= b.count ? a : b
    const [idsOfA, idsOfB] = [this.resolve(datasetId, a), this.resolve(datasetId, b)]
    const both = new Set([...idsOfA, ...idsOfB])
    if (both.size === idsOfA.length) return a
    if (both.size === idsOfB.length) return b
    return { kind: 'samples', sampleIds: [...both].sort((one, other) => one - other) }
  }

  /** The samples that a selection names now, in the dataset's order; unreadable ones do not count. */
  resolve(datasetId: number, selection: RunSelection): number[] {
    const { from, params } = tableOf(datasetId, selection)
    return this.#connection
      .tuples<[number]>(`SELECT s.id FROM ${from} s ORDER BY s.ordinal`, params)
      .map(([id]) => id)
  }

  /** The covered samples as a table, with its named parameters. */
  #selection(runId: number): { from: string; params: Record<string, SqlValue> } {
    const row = this.#connection.get<Pick<RunRow, 'id' | 'dataset_id' | 'selection_json'>>(
      'SELECT id, dataset_id, selection_json FROM runs WHERE id = ?',
      runId,
    )
    if (row === undefined) {
      throw new WorkbenchError('unknown_run', `unknown run: ${runId} (must be in this workspace)`, {
        details: { runId },
      })
    }
    return tableOf(row.dataset_id, parseSelection(row))
  }
}

function tableOf(
  datasetId: number,
  selection: RunSelection,
): { from: string; params: Record<string, SqlValue> } {
  const readable = 'SELECT id, ordinal, sha256 FROM samples WHERE dataset_id = @datasetId AND problem IS NULL'
  if (selection.kind === 'samples') {
    return {
      from: `(${readable} AND id IN (SELECT value FROM json_each(@sampleIds)))`,
      params: { datasetId, sampleIds: JSON.stringify(selection.sampleIds) },
    }
  }
  const count = selection.kind === 'first' ? selection.count : -1
  return {
    from: `(${readable} ORDER BY ordinal LIMIT @count)`,
    params: { datasetId, count },
  }
}
