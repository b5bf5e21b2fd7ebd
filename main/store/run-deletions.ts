import { WorkbenchError } from '#contract/errors.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import type { RunLeases } from './run-leases.ts'

export interface DeletedRun {
  readonly id: number
  readonly method: string
  readonly deletedAt: number
}

/** Of a deleted run: its question is free for another one. */
const deletedKey = (runId: number, key: string) => `deleted ${runId} ${key}`

/** Runs that are hidden with their maps and scores, and can still be brought back. */
export class RunDeletions {
  readonly #connection: Connection
  readonly #now: Clock

  readonly #leases: RunLeases

  constructor(connection: Connection, now: Clock, leases: RunLeases) {
    this.#connection = connection
    this.#now = now
    this.#leases = leases
  }

  /** @throws WorkbenchError `unknown_run`, `workspace_locked` while another session executes it */
  delete(runId: number): void {
    this.#connection.transaction(() => {
      this.#leases.refuseHeldElsewhere(runId)
      const { changes } = this.#connection.run(
        `UPDATE runs SET deleted_at = @now, run_key = 'deleted ' || id || ' ' || run_key, updated_at = @now
         WHERE id = @runId AND deleted_at IS NULL`,
        { runId, now: this.#now() },
      )
      if (changes === 0) throw notThere(runId, 'must be in this workspace')
    })
  }

  /** @throws WorkbenchError `unknown_run` where it is gone for good, `invalid_input` where another run answers its question now */
  restore(runId: number): void {
    this.#connection.transaction(() => {
      const row = this.#connection.get<{ run_key: string }>(
        'SELECT run_key FROM runs WHERE id = ? AND deleted_at IS NOT NULL',
        runId,
      )
      if (row === undefined) throw notThere(runId, 'must be a deleted one that is not removed yet')
      const key = row.run_key.slice(deletedKey(runId, '').length)
      const other = this.#connection.value<number>('SELECT id FROM runs WHERE run_key = ?', key)
      if (other !== undefined) {
        throw new WorkbenchError(
          'invalid_input',
          `run cannot be restored: ${runId} (run ${other} has asked the same since; delete it first)`,
        )
      }
      this.#connection.run('UPDATE runs SET deleted_at = NULL, run_key = ? WHERE id = ?', key, runId)
    })
  }

  /** Newest first. */
  list(): DeletedRun[] {
    return this.#connection.all<DeletedRun>(
      `SELECT id, method, deleted_at AS deletedAt FROM runs WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC`,
    )
  }

  /** Removes those deleted before `time` for good, run by run; gives their number. */
  purge(time = Infinity): number {
    const gone = this.list().filter(({ deletedAt }) => deletedAt < time)
    for (const { id } of gone) this.#connection.run('DELETE FROM runs WHERE id = ?', id)
    return gone.length
  }
}

function notThere(runId: number, rule: string): WorkbenchError {
  return new WorkbenchError('unknown_run', `unknown run: ${runId} (${rule})`, { details: { runId } })
}
