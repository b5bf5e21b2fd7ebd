import type { ErrorRecord } from '#contract/errors.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { parseErrorRecord } from './run-record.ts'

export interface MapFailure {
  readonly sampleId: number
  readonly error: ErrorRecord
}

/** Why samples of a run have no map: a run does not try them again until they are cleared. */
export class MapFailures {
  readonly #connection: Connection
  readonly #now: Clock

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
  }

  put(runId: number, sampleId: number, error: ErrorRecord): void {
    this.#connection.run(
      'INSERT OR REPLACE INTO map_failures (run_id, sample_id, error_json, failed_at) VALUES (?, ?, ?, ?)',
      runId,
      sampleId,
      JSON.stringify(error),
      this.#now(),
    )
  }

  /** In the dataset's order. */
  list(runId: number): MapFailure[] {
    return this.#connection
      .all<{ sample_id: number; error_json: string }>(
        `SELECT f.sample_id, f.error_json FROM map_failures f JOIN samples s ON s.id = f.sample_id
         WHERE f.run_id = ? ORDER BY s.ordinal`,
        runId,
      )
      .map((row) => ({
        sampleId: row.sample_id,
        error: parseErrorRecord(row.error_json, `map_failures.error_json of run ${runId}`),
      }))
  }

  clear(runId: number, sampleId: number): void {
    this.#connection.run('DELETE FROM map_failures WHERE run_id = ? AND sample_id = ?', runId, sampleId)
  }

  /** Makes every failed sample of the run pending again; gives their number. */
  clearAll(runId: number): number {
    return this.#connection.run('DELETE FROM map_failures WHERE run_id = ?', runId).changes
  }
}
