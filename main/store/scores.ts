import { WorkbenchError } from '#contract/errors.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { parseJson } from './json-column.ts'

export interface NewScore {
  readonly runId: number
  readonly metric: string
  readonly params: unknown
  readonly summary: unknown
  readonly samples: readonly SampleScore[]
}

export interface SampleScore {
  readonly sampleId: number
  readonly values: unknown
}

export interface ScoreRecord {
  readonly id: number
  readonly runId: number
  readonly metric: string
  readonly params: unknown
  readonly summary: unknown
  readonly computedAt: number
}

interface ScoreRow {
  id: number
  run_id: number
  metric: string
  params_json: string
  summary_json: string
  computed_at: number
}

const UPSERT = `
  INSERT INTO scores (run_id, metric, params_json, summary_json, computed_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (run_id, metric, params_json) DO UPDATE SET
    summary_json = excluded.summary_json, computed_at = excluded.computed_at
  RETURNING id`

/** JSON knows no NaN: what is undefined is stored as null, and the summary says why. */
export class Scores {
  readonly #connection: Connection
  readonly #now: Clock

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
  }

  /** Writes the score with its values per sample in one transaction, in place of an earlier one. */
  put(score: NewScore): ScoreRecord {
    return this.#connection.transaction(() => {
      const { runId, metric } = score
      const params = canonicalJson(score.params)
      const summary = JSON.stringify(score.summary)
      const id = this.#connection.value<number>(UPSERT, runId, metric, params, summary, this.#now()) ?? 0
      this.#connection.run('DELETE FROM sample_scores WHERE score_id = ?', id)
      for (const { sampleId, values } of score.samples) {
        this.#connection.run(
          'INSERT INTO sample_scores (score_id, sample_id, values_json) VALUES (?, ?, ?)',
          id,
          sampleId,
          JSON.stringify(values),
        )
      }
      return this.get(id)
    })
  }

  get(id: number): ScoreRecord {
    const row = this.#connection.get<ScoreRow>('SELECT * FROM scores WHERE id = ?', id)
    if (row !== undefined) return toRecord(row)
    throw new WorkbenchError('invalid_input', `unknown score: ${id} (must be in this workspace)`, {
      details: { scoreId: id },
    })
  }

  find(runId: number, metric: string, params: unknown): ScoreRecord | undefined {
    const row = this.#connection.get<ScoreRow>(
      'SELECT * FROM scores WHERE run_id = ? AND metric = ? AND params_json = ?',
      runId,
      metric,
      canonicalJson(params),
    )
    return row && toRecord(row)
  }

  list(runId: number): ScoreRecord[] {
    return this.#connection
      .all<ScoreRow>('SELECT * FROM scores WHERE run_id = ? ORDER BY id', runId)
      .map(toRecord)
  }

  /** In the dataset's order. */
  samples(scoreId: number): SampleScore[] {
    return this.#connection
      .all<{ sample_id: number; values_json: string }>(
        `SELECT v.sample_id, v.values_json FROM sample_scores v JOIN samples s ON s.id = v.sample_id
         WHERE v.score_id = ? ORDER BY s.ordinal`,
        scoreId,
      )
      .map((row) => ({
        sampleId: row.sample_id,
        values: parseJson(row.values_json, `sample_scores.values_json of score ${scoreId}`),
      }))
  }

  remove(id: number): void {
    this.#connection.run('DELETE FROM scores WHERE id = ?', id)
  }
}

function toRecord(row: ScoreRow): ScoreRecord {
  return {
    id: row.id,
    runId: row.run_id,
    metric: row.metric,
    params: parseJson(row.params_json, `scores.params_json of score ${row.id}`),
    summary: parseJson(row.summary_json, `scores.summary_json of score ${row.id}`),
    computedAt: row.computed_at,
  }
}
