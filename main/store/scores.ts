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

export interface ScoredSample extends SampleScore {
  /** Tells the map that was scored from one computed anew; null where there was none. */
  readonly mapComputedAt: number | null
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

/** Of a score whose samples are not all there yet. */
const NO_SUMMARY = 'null'
const SAMPLES_AT_ONCE = 500

const INSERT =
  'INSERT INTO scores (run_id, metric, params_json, summary_json, computed_at) VALUES (?, ?, ?, ?, ?)'

const PUT_SAMPLE = `
  INSERT INTO sample_scores (score_id, sample_id, values_json, map_computed_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (score_id, sample_id) DO UPDATE SET
    values_json = excluded.values_json, map_computed_at = excluded.map_computed_at`

const FORGET_LOST = `
  DELETE FROM sample_scores WHERE score_id = @scoreId AND NOT EXISTS (
    SELECT 1 FROM scores c JOIN maps m ON m.run_id = c.run_id
    WHERE c.id = @scoreId AND m.sample_id = sample_scores.sample_id)`

/** JSON knows no NaN: what is undefined is stored as null, and the summary says why. */
export class Scores {
  readonly #connection: Connection
  readonly #now: Clock

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
  }

  /** The score of these parameters, made without a summary where there is none; `find` and `list` do not show it before `finish`. */
  begin(runId: number, metric: string, params: unknown): number {
    return this.#connection.transaction(() => {
      const text = canonicalJson(params)
      const known = this.#connection.value<number>(
        'SELECT id FROM scores WHERE run_id = ? AND metric = ? AND params_json = ?',
        runId,
        metric,
        text,
      )
      return known ?? this.#connection.run(INSERT, runId, metric, text, NO_SUMMARY, this.#now()).id
    })
  }

  /** Which maps are scored: sample -> when the map was computed that its values are of. */
  scoredMaps(scoreId: number): Map<number, number | null> {
    return new Map(
      this.#connection.tuples<[number, number | null]>(
        'SELECT sample_id, map_computed_at FROM sample_scores WHERE score_id = ?',
        scoreId,
      ),
    )
  }

  /** Keeps values of some samples in one transaction, in place of earlier ones. */
  putSamples(scoreId: number, samples: readonly ScoredSample[]): void {
    this.#connection.transaction(() => {
      for (const { sampleId, mapComputedAt, values } of samples) {
        this.#connection.run(PUT_SAMPLE, scoreId, sampleId, JSON.stringify(values), mapComputedAt)
      }
    })
  }

  /** Every sample has its values: gives the score its summary, and forgets samples that the run has no map of any more. */
  finish(scoreId: number, summary: unknown): ScoreRecord {
    return this.#connection.transaction(() => {
      this.#connection.run(FORGET_LOST, { scoreId })
      this.#connection.run(
        'UPDATE scores SET summary_json = ?, computed_at = ? WHERE id = ?',
        JSON.stringify(summary),
        this.#now(),
        scoreId,
      )
      return this.get(scoreId)
    })
  }

  /** Writes the score with its values per sample in one transaction, in place of an earlier one. */
  put(score: NewScore): ScoreRecord {
    return this.#connection.transaction(() => {
      const id = this.begin(score.runId, score.metric, score.params)
      const maps = new Map(
        this.#connection.tuples<[number, number]>(
          'SELECT sample_id, computed_at FROM maps WHERE run_id = ?',
          score.runId,
        ),
      )
      this.#connection.run('DELETE FROM sample_scores WHERE score_id = ?', id)
      this.putSamples(
        id,
        score.samples.map((sample) => ({ ...sample, mapComputedAt: maps.get(sample.sampleId) ?? null })),
      )
      this.#connection.run(
        'UPDATE scores SET summary_json = ?, computed_at = ? WHERE id = ?',
        JSON.stringify(score.summary),
        this.#now(),
        id,
      )
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
      'SELECT * FROM scores WHERE run_id = ? AND metric = ? AND params_json = ? AND summary_json <> ?',
      runId,
      metric,
      canonicalJson(params),
      NO_SUMMARY,
    )
    return row && toRecord(row)
  }

  list(runId: number): ScoreRecord[] {
    return this.#connection
      .all<ScoreRow>(
        'SELECT * FROM scores WHERE run_id = ? AND summary_json <> ? ORDER BY id',
        runId,
        NO_SUMMARY,
      )
      .map(toRecord)
  }

  /** In the dataset's order, some at a time: with their curves, those of a large run do not fit into memory. */
  *sampleChunks(scoreId: number, chunk = SAMPLES_AT_ONCE): Generator<readonly SampleScore[]> {
    for (let after = [-1, 0]; ;) {
      const rows = this.#connection.all<{ sample_id: number; ordinal: number; values_json: string }>(
        `SELECT v.sample_id, s.ordinal, v.values_json FROM sample_scores v JOIN samples s ON s.id = v.sample_id
         WHERE v.score_id = ? AND (s.ordinal, s.id) > (?, ?) ORDER BY s.ordinal, s.id LIMIT ?`,
        scoreId,
        ...after,
        chunk,
      )
      if (rows.length === 0) return
      yield rows.map((row) => ({
        sampleId: row.sample_id,
        values: parseJson(row.values_json, `sample_scores.values_json of score ${scoreId}`),
      }))
      const last = rows.at(-1)!
      after = [last.ordinal, last.sample_id]
    }
  }

  /** Single figures of the samples, without the curves beside them: row by row the sample, then each figure or null. */
  figures(scoreId: number, names: readonly string[]): (readonly (number | null)[])[] {
    const columns = names.map(() => 'json_extract(values_json, ?)')
    return this.#connection.tuples<(number | null)[]>(
      `SELECT ${['sample_id', ...columns].join(', ')} FROM sample_scores WHERE score_id = ?`,
      ...names.map((name) => `$.${JSON.stringify(name)}`),
      scoreId,
    )
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
