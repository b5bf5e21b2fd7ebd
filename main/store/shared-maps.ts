import type { Connection } from './connection.ts'

/** Maps that two runs have of one sample, by their ids. */
export interface MapPair {
  readonly sampleId: number
  readonly first: number
  readonly second: number
}

const FRESH = (map: string) =>
  `NOT (s.sha256 IS NOT NULL AND ${map}.sample_sha256 IS NOT NULL AND s.sha256 <> ${map}.sample_sha256)`

const SELECT = `
  SELECT a.sample_id AS sampleId, a.id AS first, b.id AS second
  FROM maps a JOIN maps b ON b.sample_id = a.sample_id JOIN samples s ON s.id = a.sample_id
  WHERE a.run_id = ? AND b.run_id = ? AND ${FRESH('a')} AND ${FRESH('b')}
  ORDER BY s.ordinal`

/** The samples that both runs have a (fresh) map of, in the dataset's order. */
export function readSharedMaps(connection: Connection, first: number, second: number): MapPair[] {
  return connection.all<MapPair>(SELECT, first, second)
}
