import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'

export interface NewRunEvent {
  readonly kind: string
  /** One line in words. */
  readonly message: string
  readonly sampleId?: number | undefined
}

export interface RunEvent {
  readonly id: number
  readonly at: number
  readonly kind: string
  readonly message: string
  readonly sampleId: number | null
}

/** Of each run; the oldest ones make room. */
export const KEPT_EVENTS = 500

/** What happened to a run, with time. */
export class RunEvents {
  readonly #connection: Connection
  readonly #now: Clock

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
  }

  add(runId: number, { kind, message, sampleId }: NewRunEvent): void {
    this.#connection.transaction(() => {
      this.#connection.run(
        'INSERT INTO run_events (run_id, at, kind, message, sample_id) VALUES (?, ?, ?, ?, ?)',
        runId,
        this.#now(),
        kind,
        message,
        sampleId ?? null,
      )
      this.#connection.run(
        `DELETE FROM run_events WHERE run_id = @runId AND id <= (
           SELECT id FROM run_events WHERE run_id = @runId ORDER BY id DESC LIMIT 1 OFFSET @kept)`,
        { runId, kept: KEPT_EVENTS },
      )
    })
  }

  /** Oldest first. */
  list(runId: number): RunEvent[] {
    return this.#connection.all<RunEvent>(
      'SELECT id, at, kind, message, sample_id AS sampleId FROM run_events WHERE run_id = ? ORDER BY id',
      runId,
    )
  }
}
