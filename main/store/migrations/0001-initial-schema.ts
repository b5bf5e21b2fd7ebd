import type { Migration } from './migration.ts'

const DATASETS = `
CREATE TABLE datasets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_json TEXT NOT NULL,
  class_names_json TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT;
CREATE TABLE samples (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  label INTEGER,
  sha256 TEXT,
  size_bytes INTEGER,
  mtime_ms REAL,
  problem TEXT,
  UNIQUE (dataset_id, name)
) STRICT;
CREATE INDEX samples_by_ordinal ON samples (dataset_id, ordinal);
`

const MODELS = `
CREATE TABLE models (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  location TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  format TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('tile', 'signal')),
  input_shape_json TEXT NOT NULL,
  class_names_json TEXT NOT NULL,
  preprocessing_json TEXT NOT NULL,
  layers_json TEXT NOT NULL,
  details_json TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  UNIQUE (sha256, preprocessing_json)
) STRICT;
CREATE TABLE predictions (
  model_id INTEGER NOT NULL REFERENCES models (id) ON DELETE CASCADE,
  sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  sample_sha256 TEXT,
  probabilities BLOB NOT NULL,
  logits BLOB,
  predicted INTEGER NOT NULL,
  confidence REAL NOT NULL,
  backend TEXT NOT NULL,
  computed_at INTEGER NOT NULL,
  PRIMARY KEY (model_id, sample_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX predictions_by_sample ON predictions (sample_id);
`

const RUNS = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_key TEXT NOT NULL UNIQUE,
  model_id INTEGER NOT NULL REFERENCES models (id) ON DELETE CASCADE,
  dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  method TEXT NOT NULL,
  params_json TEXT NOT NULL,
  target_json TEXT NOT NULL,
  versus INTEGER,
  output TEXT NOT NULL,
  seed INTEGER NOT NULL,
  backend TEXT NOT NULL,
  selection_json TEXT NOT NULL,
  state TEXT NOT NULL CHECK (
    state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled', 'interactive')
  ),
  provenance_json TEXT NOT NULL,
  error_json TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  lease_owner TEXT,
  lease_until INTEGER
) STRICT;
CREATE INDEX runs_by_model ON runs (model_id);
CREATE INDEX runs_by_dataset ON runs (dataset_id);
CREATE TABLE maps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  sample_sha256 TEXT,
  target_class INTEGER NOT NULL,
  versus_class INTEGER,
  shape_json TEXT NOT NULL,
  encoding TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  diagnostics_json TEXT NOT NULL,
  duration_ms REAL NOT NULL,
  computed_at INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (run_id, sample_id)
) STRICT;
CREATE INDEX maps_by_sample ON maps (sample_id);
CREATE TABLE map_failures (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  error_json TEXT NOT NULL,
  failed_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, sample_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX map_failures_by_sample ON map_failures (sample_id);
`

const SCORES = `
CREATE TABLE scores (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  params_json TEXT NOT NULL,
  summary_json TEXT NOT NULL,
  computed_at INTEGER NOT NULL,
  UNIQUE (run_id, metric, params_json)
) STRICT;
CREATE TABLE sample_scores (
  score_id INTEGER NOT NULL REFERENCES scores (id) ON DELETE CASCADE,
  sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
  values_json TEXT NOT NULL,
  PRIMARY KEY (score_id, sample_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_scores_by_sample ON sample_scores (sample_id);
`

const HOUSEKEEPING = `
CREATE TABLE settings (key TEXT PRIMARY KEY, value_json TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (id TEXT PRIMARY KEY, opened_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

export const initialSchema: Migration = {
  version: 1,
  summary: 'datasets, samples, models, predictions, runs, maps, scores, settings',
  apply(connection) {
    for (const part of [DATASETS, MODELS, RUNS, SCORES, HOUSEKEEPING]) connection.execute(part)
  },
}
