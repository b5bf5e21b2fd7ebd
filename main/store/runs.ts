import { WorkbenchError, type ErrorRecord } from '#contract/errors.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { RunDeletions } from './run-deletions.ts'
import { RunEvents } from './run-events.ts'
import { RunLeases } from './run-leases.ts'
import {
  runKeyOf,
  toRunRecord,
  type RunDefinition,
  type RunRecord,
  type RunRow,
  type RunState,
} from './run-record.ts'
import { RunSamples } from './run-samples.ts'

const INSERT = `
  INSERT INTO runs (run_key, model_id, dataset_id, method, params_json, target_json, versus, output, seed, backend,
    background_json, selection_json, state, provenance_json, created_at, updated_at)
  VALUES (@key, @modelId, @datasetId, @method, @params, @target, @versus, @output, @seed, @backend, @background, @selection,
    'queued', @provenance, @now, @now)
  ON CONFLICT (run_key) DO NOTHING`

const BY_KEY = 'SELECT * FROM runs WHERE run_key = ?'

export class Runs {
  readonly #connection: Connection
  readonly #now: Clock
  /** Who may execute a run now. */
  readonly leases: RunLeases
  /** Which samples a run covers, and how far it is with them. */
  readonly samples: RunSamples
  /** What happened to a run, with time. */
  readonly events: RunEvents
  /** Runs that are hidden, and can still be brought back. */
  readonly deletions: RunDeletions

  constructor(connection: Connection, now: Clock, session: string) {
    this.#connection = connection
    this.#now = now
    this.leases = new RunLeases(connection, now, session)
    this.samples = new RunSamples(connection)
    this.events = new RunEvents(connection, now)
    this.deletions = new RunDeletions(connection, now, this.leases)
  }

  /** The run of this question, if any; the selection of the definition does not matter. */
  find(definition: Omit<RunDefinition, 'selection'>): RunRecord | undefined {
    const row = this.#connection.get<RunRow>(BY_KEY, runKeyOf(definition))
    return row && toRunRecord(row)
  }

  /**
   * The run of this question, made where there is none: asked for again, a run goes on where it stopped, and covers what
   * was asked for each time.
   */
  findOrCreate(
    definition: RunDefinition,
    provenance: unknown,
  ): { run: RunRecord; created: boolean; grown: boolean } {
    return this.#connection.transaction(() => {
      const key = runKeyOf(definition)
      // Asked before it is inserted: a conflict would use up an id, and people type these ids.
      const known = this.#connection.get<RunRow>(BY_KEY, key)
      if (known !== undefined) return { ...this.#grow(toRunRecord(known), definition), created: false }
      this.#connection.run(INSERT, {
        key,
        modelId: definition.modelId,
        datasetId: definition.datasetId,
        method: definition.method,
        params: canonicalJson(definition.params),
        target: canonicalJson(definition.target),
        versus: definition.versus,
        output: definition.output,
        seed: definition.seed,
        backend: definition.backend,
        background: definition.background == null ? null : canonicalJson(definition.background),
        selection: canonicalJson(definition.selection),
        provenance: JSON.stringify(provenance),
        now: this.#now(),
      })
      const row = this.#connection.get<RunRow>(BY_KEY, key)
      if (row === undefined) throw unknownRun(0)
      return { run: toRunRecord(row), created: true, grown: false }
    })
  }

  #grow(run: RunRecord, { selection }: RunDefinition): { run: RunRecord; grown: boolean } {
    const before = canonicalJson(run.selection)
    const after = canonicalJson(this.samples.union(run.datasetId, run.selection, selection))
    if (after === before) return { run, grown: false }
    this.#connection.run(
      'UPDATE runs SET selection_json = ?, updated_at = ? WHERE id = ?',
      after,
      this.#now(),
      run.id,
    )
    return { run: this.get(run.id), grown: true }
  }

  setProvenance(id: number, provenance: unknown): void {
    const text = JSON.stringify(provenance)
    const { changes } = this.#connection.run('UPDATE runs SET provenance_json = ? WHERE id = ?', text, id)
    if (changes === 0) throw unknownRun(id)
  }

  /** @throws WorkbenchError `unknown_run` */
  get(id: number): RunRecord {
    const row = this.#connection.get<RunRow>('SELECT * FROM runs WHERE id = ? AND deleted_at IS NULL', id)
    if (row === undefined) throw unknownRun(id)
    return toRunRecord(row)
  }

  /** Newest first. */
  list(filter: { readonly modelId?: number; readonly datasetId?: number } = {}): RunRecord[] {
    const { modelId = null, datasetId = null } = filter
    return this.#connection
      .all<RunRow>(
        `SELECT * FROM runs
         WHERE deleted_at IS NULL AND (@modelId IS NULL OR model_id = @modelId) AND (@datasetId IS NULL OR dataset_id = @datasetId)
         ORDER BY id DESC`,
        { modelId, datasetId },
      )
      .map(toRunRecord)
  }

  /** Sets the state with the error that led to it; any other state forgets an earlier error. */
  setState(id: number, state: RunState, error: ErrorRecord | null = null): void {
    const { changes } = this.#connection.run(
      'UPDATE runs SET state = ?, error_json = ?, updated_at = ? WHERE id = ?',
      state,
      error && JSON.stringify(error),
      this.#now(),
      id,
    )
    if (changes === 0) throw unknownRun(id)
  }

  /** Removes the run with its maps and scores. */
  remove(id: number): void {
    const { changes } = this.#connection.run('DELETE FROM runs WHERE id = ?', id)
    if (changes === 0) throw unknownRun(id)
  }

  /** Samples without a (fresh) map and without a recorded failure, in the dataset's order. */
  pendingSamples(runId: number, limit?: number): Int32Array {
    return this.samples.pending(runId, limit)
  }
}

function unknownRun(id: number): WorkbenchError {
  return new WorkbenchError('unknown_run', `unknown run: ${id} (must be in this workspace)`, {
    details: { runId: id },
  })
}
