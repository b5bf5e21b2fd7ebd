import { WorkbenchError } from '#contract/errors.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { parseJson, parseNumberList } from './json-column.ts'
import { decodeMap, encodeMap } from './map-codec.ts'
import { MapFailures } from './map-failures.ts'
import { countSharedMaps, readSharedMaps, type MapPair, type Page } from './shared-maps.ts'
import { readMapIndex, type MapIndex } from './map-index.ts'

export interface NewMap {
  readonly runId: number
  readonly sampleId: number
  readonly targetClass: number
  /** The class it is contrasted with; null without a contrast. */
  readonly versusClass: number | null
  /** [H, W], [H, W, C] or [L] */
  readonly shape: readonly number[]
  readonly values: Float32Array
  readonly diagnostics: unknown
  readonly durationMs: number
}

/** All of a map but its values. */
export interface MapRecord {
  readonly id: number
  readonly runId: number
  readonly sampleId: number
  readonly targetClass: number
  readonly versusClass: number | null
  readonly shape: readonly number[]
  readonly diagnostics: unknown
  readonly durationMs: number
  readonly computedAt: number
  /** Hash of the sample's bytes that it was computed from, where it was known. */
  readonly sampleSha256: string | null
  /** The sample's bytes have changed since. */
  readonly stale: boolean
}

export interface StoredMap extends MapRecord {
  readonly values: Float32Array
}

interface MapRow {
  id: number
  run_id: number
  sample_id: number
  target_class: number
  versus_class: number | null
  shape_json: string
  diagnostics_json: string
  duration_ms: number
  computed_at: number
  sample_sha256: string | null
  stale: number
}

interface StoredMapRow extends MapRow {
  encoding: string
  checksum: number
  data: Uint8Array
}

const RECORD = `
  m.id, m.run_id, m.sample_id, m.target_class, m.versus_class, m.shape_json, m.diagnostics_json,
  m.duration_ms, m.computed_at, m.sample_sha256,
  (s.sha256 IS NOT NULL AND m.sample_sha256 IS NOT NULL AND s.sha256 <> m.sample_sha256) AS stale`
const SELECT_RECORD = `SELECT ${RECORD} FROM maps m JOIN samples s ON s.id = m.sample_id`
const SELECT_STORED = `
  SELECT ${RECORD}, m.encoding, m.checksum, m.data FROM maps m JOIN samples s ON s.id = m.sample_id`

const UPSERT = `
  INSERT INTO maps (run_id, sample_id, sample_sha256, target_class, versus_class, shape_json, encoding, checksum,
    diagnostics_json, duration_ms, computed_at, data)
  VALUES (@runId, @sampleId, (SELECT sha256 FROM samples WHERE id = @sampleId), @targetClass, @versusClass,
    @shape, @encoding, @checksum, @diagnostics, @durationMs, @now, @data)
  ON CONFLICT (run_id, sample_id) DO UPDATE SET
    sample_sha256 = excluded.sample_sha256, target_class = excluded.target_class,
    versus_class = excluded.versus_class, shape_json = excluded.shape_json, encoding = excluded.encoding,
    checksum = excluded.checksum, diagnostics_json = excluded.diagnostics_json,
    duration_ms = excluded.duration_ms, computed_at = excluded.computed_at, data = excluded.data
  RETURNING id`

export class Maps {
  readonly #connection: Connection
  readonly #now: Clock
  /** Why samples of a run have no map. */
  readonly failures: MapFailures

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
    this.failures = new MapFailures(connection, now)
  }

  /** Writes one map in one transaction, durable when it returns; gives its id. */
  put(map: NewMap): number {
    const encoded = encodeMap(map.shape, map.values)
    return this.#connection.transaction(() => {
      const id = this.#connection.value<number>(UPSERT, {
        runId: map.runId,
        sampleId: map.sampleId,
        targetClass: map.targetClass,
        versusClass: map.versusClass,
        shape: JSON.stringify(map.shape),
        encoding: encoded.encoding,
        checksum: encoded.checksum,
        diagnostics: JSON.stringify(map.diagnostics ?? null),
        durationMs: map.durationMs,
        now: this.#now(),
        data: encoded.data,
      })
      this.failures.clear(map.runId, map.sampleId)
      this.#connection.run('UPDATE runs SET updated_at = ? WHERE id = ?', this.#now(), map.runId)
      return id ?? 0
    })
  }

  /** Not those of a deleted run. @throws WorkbenchError `unknown_map`, `store_corrupt` naming the map when its bytes were damaged */
  get(id: number): StoredMap {
    const row = this.#connection.get<StoredMapRow>(
      `${SELECT_STORED} JOIN runs r ON r.id = m.run_id WHERE m.id = ? AND r.deleted_at IS NULL`,
      id,
    )
    if (row !== undefined) return toStored(row)
    throw new WorkbenchError('unknown_map', `unknown map: ${id} (must be in this workspace)`, {
      details: { mapId: id },
    })
  }

  /** Reads a map, of a deleted run too, as `get` does. @throws WorkbenchError `store_corrupt` */
  verify(id: number): void {
    const row = this.#connection.get<StoredMapRow>(`${SELECT_STORED} WHERE m.id = ?`, id)
    if (row !== undefined) toStored(row)
  }

  /** The map of a run for a sample; undefined where it is not computed yet. */
  find(runId: number, sampleId: number): StoredMap | undefined {
    const row = this.#connection.get<StoredMapRow>(
      `${SELECT_STORED} WHERE m.run_id = ? AND m.sample_id = ?`,
      runId,
      sampleId,
    )
    return row && toStored(row)
  }

  /** Every map over a sample, newest first, without values; of one model's runs where it is named. */
  findFor(sampleId: number, modelId?: number): MapRecord[] {
    return this.#connection
      .all<MapRow>(
        `${SELECT_RECORD} JOIN runs r ON r.id = m.run_id
         WHERE m.sample_id = @sampleId AND r.deleted_at IS NULL AND (@modelId IS NULL OR r.model_id = @modelId)
         ORDER BY m.computed_at DESC, m.id DESC`,
        { sampleId, modelId: modelId ?? null },
      )
      .map(toRecord)
  }

  /** Every map of a run, in the dataset's order, without values. */
  list(runId: number): MapRecord[] {
    return this.#connection
      .all<MapRow>(`${SELECT_RECORD} WHERE m.run_id = ? ORDER BY s.ordinal`, runId)
      .map(toRecord)
  }

  /** All (fresh) maps of a run as columns, in the dataset's order. */
  index(runId: number): MapIndex {
    return readMapIndex(this.#connection, runId)
  }

  /** Least and greatest value over the maps of a run that say something, from their diagnostics. */
  range(runId: number): { minimum: number | null; maximum: number | null; count: number } {
    return (
      this.#connection.get<{ minimum: number | null; maximum: number | null; count: number }>(
        `SELECT min(json_extract(m.diagnostics_json, '$.minimum')) AS minimum,
           max(json_extract(m.diagnostics_json, '$.maximum')) AS maximum, count(*) AS count
         FROM maps m JOIN samples s ON s.id = m.sample_id
         WHERE m.run_id = ? AND json_extract(m.diagnostics_json, '$.degenerate') IS NULL
           AND (s.sha256 IS NULL OR m.sample_sha256 IS NULL OR s.sha256 = m.sample_sha256)`,
        runId,
      ) ?? { minimum: null, maximum: null, count: 0 }
    )
  }

  /** The samples that both runs have a (fresh) map of; a page of them where it is named. */
  shared(firstRunId: number, secondRunId: number, page?: Page): MapPair[] {
    return readSharedMaps(this.#connection, [firstRunId, secondRunId], page)
  }

  countShared(firstRunId: number, secondRunId: number): number {
    return countSharedMaps(this.#connection, [firstRunId, secondRunId])
  }

  count(runId: number): number {
    return this.#connection.value<number>('SELECT count(*) FROM maps WHERE run_id = ?', runId) ?? 0
  }

  /** Samples of a dataset over which any map of a model is stored. */
  explainedSamples(modelId: number, datasetId: number): Int32Array {
    const rows = this.#connection.tuples<[number]>(
      `SELECT DISTINCT m.sample_id FROM maps m JOIN runs r ON r.id = m.run_id
       WHERE r.model_id = ? AND r.dataset_id = ? AND r.deleted_at IS NULL`,
      modelId,
      datasetId,
    )
    return Int32Array.from(rows, (row) => row[0])
  }

  /** Every map of a run, in the dataset's order, one at a time: memory stays bounded. */
  *read(runId: number): Generator<StoredMap> {
    for (const record of this.list(runId)) yield this.get(record.id)
  }

  remove(runId: number, sampleId: number): void {
    this.#connection.run('DELETE FROM maps WHERE run_id = ? AND sample_id = ?', runId, sampleId)
  }
}

function toRecord(row: MapRow): MapRecord {
  return {
    id: row.id,
    runId: row.run_id,
    sampleId: row.sample_id,
    targetClass: row.target_class,
    versusClass: row.versus_class,
    shape: parseNumberList(row.shape_json, `maps.shape_json of map ${row.id}`),
    diagnostics: parseJson(row.diagnostics_json, `maps.diagnostics_json of map ${row.id}`),
    durationMs: row.duration_ms,
    computedAt: row.computed_at,
    sampleSha256: row.sample_sha256,
    stale: row.stale === 1,
  }
}

function toStored(row: StoredMapRow): StoredMap {
  const record = toRecord(row)
  return { ...record, values: decodeMap(`map ${row.id}`, record.shape, row) }
}
