import type { Connection } from './connection.ts'

/** The maps of a run as columns: row i of each is one map. */
export interface MapIndex {
  readonly sampleIds: Int32Array
  /** Of the raw values; NaN where the diagnostics do not say. */
  readonly minimum: Float32Array
  readonly maximum: Float32Array
  readonly durationMs: Float32Array
  readonly evaluations: Int32Array
  readonly degenerate: Uint8Array
}

type Row = [number, number | null, number | null, number, number | null, number]

const SELECT = `
  SELECT m.sample_id, json_extract(m.diagnostics_json, '$.minimum'), json_extract(m.diagnostics_json, '$.maximum'),
    m.duration_ms, json_extract(m.diagnostics_json, '$.evaluations'),
    json_extract(m.diagnostics_json, '$.degenerate') IS NOT NULL
  FROM maps m JOIN samples s ON s.id = m.sample_id
  WHERE m.run_id = ? AND NOT (s.sha256 IS NOT NULL AND m.sample_sha256 IS NOT NULL AND s.sha256 <> m.sample_sha256)
  ORDER BY s.ordinal`

/** Without the values, and without an object for each map: a run may have 100,000. */
export function readMapIndex(connection: Connection, runId: number): MapIndex {
  const rows = connection.tuples<Row>(SELECT, runId)
  return {
    sampleIds: Int32Array.from(rows, (row) => row[0]),
    minimum: Float32Array.from(rows, (row) => row[1] ?? Number.NaN),
    maximum: Float32Array.from(rows, (row) => row[2] ?? Number.NaN),
    durationMs: Float32Array.from(rows, (row) => row[3]),
    evaluations: Int32Array.from(rows, (row) => row[4] ?? 0),
    degenerate: Uint8Array.from(rows, (row) => row[5]),
  }
}
