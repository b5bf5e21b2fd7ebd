import { WorkbenchError } from '#contract/errors.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { RunEvents } from './run-events.ts'
import { processOf, sessionIsGone } from './sessions.ts'

/** Long enough for one slow map, renewed with each map and each heartbeat. */
const LEASE_MS = 30_000

interface LeaseRow {
  lease_owner: string | null
  lease_until: number | null
}

/**
 * Two processes may write to one workspace at once, but only one may execute a given run.
 * A lease ends when it is released, when its time is up, or when its owner's process is gone:
 * a killed run can be taken up at once.
 */
export class RunLeases {
  readonly #connection: Connection
  readonly #now: Clock
  readonly #session: string
  readonly #events: RunEvents

  constructor(connection: Connection, now: Clock, session: string) {
    this.#connection = connection
    this.#now = now
    this.#session = session
    this.#events = new RunEvents(connection, now)
  }

  /**
   * Takes the run for this session and sets it running.
   * @throws WorkbenchError `workspace_locked` while another session executes it, `unknown_run`
   */
  claim(runId: number, leaseMs = LEASE_MS): void {
    this.#connection.transaction(() => {
      const row = this.#connection.get<LeaseRow>(
        // Of a deleted run nothing more is computed, whoever deleted it.
        'SELECT lease_owner, lease_until FROM runs WHERE id = ? AND deleted_at IS NULL',
        runId,
      )
      if (row === undefined) {
        throw new WorkbenchError('unknown_run', `unknown run: ${runId} (must be in this workspace)`)
      }
      if (this.#isHeldElsewhere(row)) throw held(runId, row)
      this.#connection.run(
        `UPDATE runs SET state = 'running', error_json = NULL, lease_owner = ?, lease_until = ?, updated_at = ?
         WHERE id = ?`,
        this.#session,
        this.#now() + leaseMs,
        this.#now(),
        runId,
      )
    })
  }

  /** Heartbeat; false when the lease went to another session meanwhile, and this one has to stop. */
  renew(runId: number, leaseMs = LEASE_MS): boolean {
    const { changes } = this.#connection.run(
      'UPDATE runs SET lease_until = ? WHERE id = ? AND lease_owner = ?',
      this.#now() + leaseMs,
      runId,
      this.#session,
    )
    return changes === 1
  }

  release(runId: number): void {
    this.#connection.run(
      'UPDATE runs SET lease_owner = NULL, lease_until = NULL WHERE id = ? AND lease_owner = ?',
      runId,
      this.#session,
    )
  }

  releaseAll(): void {
    this.#connection.run(
      'UPDATE runs SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = ?',
      this.#session,
    )
  }

  /** Whether some live session, this one included, executes the run now. */
  isHeld(runId: number): boolean {
    const row = this.#connection.get<LeaseRow>(
      'SELECT lease_owner, lease_until FROM runs WHERE id = ?',
      runId,
    )
    return row !== undefined && (row.lease_owner === this.#session || this.#isHeldElsewhere(row))
  }

  /** Runs left `running` by a process that is gone become `paused`; their maps stay. */
  pauseAbandoned(): number[] {
    return this.#connection.transaction(() => {
      const rows = this.#connection.all<LeaseRow & { id: number }>(
        `SELECT id, lease_owner, lease_until FROM runs WHERE state = 'running'`,
      )
      const abandoned = rows.filter((row) => row.lease_owner !== this.#session && !this.#isHeldElsewhere(row))
      for (const { id } of abandoned) {
        this.#events.add(id, {
          kind: 'interrupted',
          message: 'the program ended under it; what was finished is kept',
        })
        this.#connection.run(
          `UPDATE runs SET state = 'paused', lease_owner = NULL, lease_until = NULL, updated_at = ? WHERE id = ?`,
          this.#now(),
          id,
        )
      }
      return abandoned.map((row) => row.id)
    })
  }

  /** @throws WorkbenchError `workspace_locked` while another session executes the run */
  refuseHeldElsewhere(runId: number): void {
    const row = this.#connection.get<LeaseRow>(
      'SELECT lease_owner, lease_until FROM runs WHERE id = ?',
      runId,
    )
    if (row !== undefined && this.#isHeldElsewhere(row)) throw held(runId, row)
  }

  #isHeldElsewhere(row: LeaseRow): boolean {
    if (row.lease_owner === null || row.lease_owner === this.#session) return false
    return (row.lease_until ?? 0) > this.#now() && !sessionIsGone(row.lease_owner)
  }
}

function held(runId: number, row: LeaseRow): WorkbenchError {
  const pid = processOf(row.lease_owner ?? '')
  return new WorkbenchError(
    'workspace_locked',
    `run locked: ${runId} (process ${pid} is executing it; wait for it or cancel it there)`,
    { details: { runId, pid, leaseUntil: row.lease_until } },
  )
}
