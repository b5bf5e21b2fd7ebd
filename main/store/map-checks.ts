import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { parseJson } from './json-column.ts'

export interface MapCheck {
  readonly check: string
  readonly values: unknown
  readonly computedAt: number
}

interface Row {
  check_id: string
  values_json: string
  computed_at: number
}

const UPSERT = `
  INSERT INTO map_checks (map_id, check_id, map_computed_at, values_json, computed_at)
  SELECT id, ?, computed_at, ?, ? FROM maps WHERE id = ?
  ON CONFLICT (map_id, check_id) DO UPDATE SET
    map_computed_at = excluded.map_computed_at, values_json = excluded.values_json,
    computed_at = excluded.computed_at`

/** What was found out about single maps. A map that is computed anew forgets it. */
export class MapChecks {
  readonly #connection: Connection
  readonly #now: Clock

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
  }

  /** In place of an earlier one; nothing where the map is gone. */
  put(mapId: number, check: string, values: unknown): void {
    this.#connection.run(UPSERT, check, JSON.stringify(values), this.#now(), mapId)
  }

  /** Those of the map as it is now. */
  list(mapId: number): MapCheck[] {
    return this.#connection
      .all<Row>(
        `SELECT c.check_id, c.values_json, c.computed_at FROM map_checks c
         JOIN maps m ON m.id = c.map_id AND m.computed_at = c.map_computed_at
         WHERE c.map_id = ? ORDER BY c.check_id`,
        mapId,
      )
      .map((row) => ({
        check: row.check_id,
        values: parseJson(row.values_json, `map_checks.values_json of map ${mapId}`),
        computedAt: row.computed_at,
      }))
  }
}
