import type { Connection } from './connection.ts'

/** Maps that two runs have of one sample, by their ids. */
export interface MapPair {
  readonly sampleId: number
  readonly first: number
  readonly second: number
}

const FRESH = (map: string) =>
  `NOT (s.sha256 IS NOT NULL AND ${map}.sample_sha256 IS NOT NULL AND s.sha256 <> ${map}.sample_sha256)`

/** Of the samples in the dataset's order. */
export interface Page {
  readonly start: number
  readonly count: number
}

const FROM = `
  FROM maps a JOIN maps b ON b.sample_id = a.sample_id JOIN samples s ON s.id = a.sample_id
  WHERE a.run_id = ? AND b.run_id = ? AND ${FRESH('a')} AND ${FRESH('b')}`

const SELECT = `
  SELECT a.sample_id AS sampleId, a.id AS first, b.id AS second ${FROM} ORDER BY s.ordinal LIMIT ? OFFSET ?`

type Runs = readonly [number, number]

/** The samples that both runs have a (fresh) map of, in the dataset's order; all of them where no page is named. */
export function readSharedMaps(connection: Connection, runIds: Runs, page?: Page): MapPair[] {
  return connection.all<MapPair>(SELECT, ...runIds, page?.count ?? -1, page?.start ?? 0)
}

export function countSharedMaps(connection: Connection, runIds: Runs): number {
  return connection.value<number>(`SELECT count(*) ${FROM}`, ...runIds) ?? 0
}
