import type { Migration } from './migration.ts'

const MAP_CHECKS = `
CREATE TABLE map_checks (
  map_id INTEGER NOT NULL REFERENCES maps (id) ON DELETE CASCADE,
  check_id TEXT NOT NULL,
  map_computed_at INTEGER NOT NULL,
  values_json TEXT NOT NULL,
  computed_at INTEGER NOT NULL,
  PRIMARY KEY (map_id, check_id)
) STRICT, WITHOUT ROWID;
`

export const mapChecks: Migration = {
  version: 3,
  summary: 'what was found out about single maps (trust card)',
  apply(connection) {
    connection.execute(MAP_CHECKS)
  },
}
