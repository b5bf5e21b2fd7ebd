import type { Migration } from './migration.ts'

const TABLES = `
ALTER TABLE runs ADD COLUMN deleted_at INTEGER;
CREATE TABLE run_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  sample_id INTEGER REFERENCES samples (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX run_events_by_run ON run_events (run_id, id);
CREATE INDEX run_events_by_sample ON run_events (sample_id);
ALTER TABLE sample_scores ADD COLUMN map_computed_at INTEGER;
`

/** What was scored is the map that was there then; one computed anew since is scored again, and so are all whose map is gone. */
const SCORED_MAPS = `
UPDATE sample_scores SET map_computed_at = (
  SELECT m.computed_at FROM scores c JOIN maps m ON m.run_id = c.run_id
  WHERE c.id = sample_scores.score_id AND m.sample_id = sample_scores.sample_id AND m.computed_at <= c.computed_at)`

/** A score without a summary is on its way: JSON null, so that the column stays as it is. */
export const runHistory: Migration = {
  version: 4,
  summary: 'log of a run, deleted runs, which map a sample’s score is of',
  apply(connection) {
    connection.execute(TABLES)
    connection.run(SCORED_MAPS)
  },
}
