import { WorkbenchError } from '#contract/errors.ts'
import type { Connection } from './connection.ts'

export interface NewSample {
  /** Unique in its dataset, such as `01_TUMOR/tile.tif`. */
  readonly name: string
  /** Index into the dataset's classes; null where unknown. */
  readonly label: number | null
  readonly sha256?: string | null
  readonly sizeBytes?: number | null
  readonly mtimeMs?: number | null
  /** Why it cannot be read; such a sample is listed but never computed. */
  readonly problem?: string | null
}

export interface SampleRecord {
  readonly id: number
  readonly datasetId: number
  readonly ordinal: number
  readonly name: string
  readonly label: number | null
  readonly sha256: string | null
  readonly sizeBytes: number | null
  readonly mtimeMs: number | null
  readonly problem: string | null
}

/** All samples of a dataset, column by column, in its order: what a grid of 100,000 tiles is drawn from. */
export interface SampleTable {
  readonly ids: Int32Array
  /** -1 where there is no label. */
  readonly labels: Int16Array
  /** -1 where there is no prediction of the model (or it was made from other bytes than the sample now has). */
  readonly predicted: Int16Array
  /** Probability of the predicted class; NaN where there is no prediction. */
  readonly confidence: Float32Array
  readonly names: readonly string[]
  readonly problems: readonly (string | null)[]
}

const SELECT = `
  SELECT id, dataset_id AS datasetId, ordinal, name, label, sha256, size_bytes AS sizeBytes,
    mtime_ms AS mtimeMs, problem
  FROM samples`

const UPSERT = `
  INSERT INTO samples (dataset_id, ordinal, name, label, sha256, size_bytes, mtime_ms, problem)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (dataset_id, name) DO UPDATE SET
    ordinal = excluded.ordinal, label = excluded.label, problem = excluded.problem,
    sha256 = CASE WHEN excluded.sha256 IS NOT NULL THEN excluded.sha256
      WHEN excluded.size_bytes IS size_bytes AND excluded.mtime_ms IS mtime_ms THEN sha256 END,
    size_bytes = excluded.size_bytes, mtime_ms = excluded.mtime_ms`

const TABLE = `
  SELECT s.id, s.name, s.label, s.problem, p.predicted, p.confidence
  FROM samples s
  LEFT JOIN predictions p ON p.model_id = ? AND p.sample_id = s.id
    AND NOT (s.sha256 IS NOT NULL AND p.sample_sha256 IS NOT NULL AND s.sha256 <> p.sample_sha256)
  WHERE s.dataset_id = ? ORDER BY s.ordinal`

type TableRow = readonly [
  id: number,
  name: string,
  label: number | null,
  problem: string | null,
  predicted: number | null,
  confidence: number | null,
]

export class Samples {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Adds samples in the given order, in one transaction; those whose name is known are updated.
   * The hash of a known sample is forgotten where size or time say that the file changed.
   */
  add(datasetId: number, samples: readonly NewSample[], firstOrdinal = 0): void {
    this.#connection.transaction(() => {
      for (const [index, sample] of samples.entries()) {
        this.#connection.run(
          UPSERT,
          datasetId,
          firstOrdinal + index,
          sample.name,
          sample.label,
          sample.sha256 ?? null,
          sample.sizeBytes ?? null,
          sample.mtimeMs ?? null,
          sample.problem ?? null,
        )
      }
    })
  }

  /** @throws WorkbenchError `unknown_sample` */
  get(id: number): SampleRecord {
    const record = this.#connection.get<SampleRecord>(`${SELECT} WHERE id = ?`, id)
    if (record !== undefined) return record
    throw new WorkbenchError('unknown_sample', `unknown sample: ${id} (must be in this workspace)`, {
      details: { sampleId: id },
    })
  }

  findByName(datasetId: number, name: string): SampleRecord | undefined {
    return this.#connection.get(`${SELECT} WHERE dataset_id = ? AND name = ?`, datasetId, name)
  }

  /** In the dataset's order. */
  list(datasetId: number): SampleRecord[] {
    return this.#connection.all(`${SELECT} WHERE dataset_id = ? ORDER BY ordinal`, datasetId)
  }

  table(datasetId: number, modelId?: number): SampleTable {
    const rows = this.#connection.tuples<TableRow>(TABLE, modelId ?? null, datasetId)
    const ids = new Int32Array(rows.length)
    const labels = new Int16Array(rows.length)
    const predicted = new Int16Array(rows.length)
    const confidence = new Float32Array(rows.length)
    const names: string[] = []
    const problems: (string | null)[] = []
    for (const [index, row] of rows.entries()) {
      ids[index] = row[0]
      names.push(row[1])
      labels[index] = row[2] ?? -1
      problems.push(row[3])
      predicted[index] = row[4] ?? -1
      confidence[index] = row[5] ?? Number.NaN
    }
    return { ids, labels, predicted, confidence, names, problems }
  }

  /** What was read from the file: its hash, so that maps and predictions of other bytes show as stale. */
  setHash(id: number, sha256: string): void {
    this.#connection.run('UPDATE samples SET sha256 = ? WHERE id = ? AND sha256 IS NOT ?', sha256, id, sha256)
  }

  setProblem(id: number, problem: string | null): void {
    this.get(id)
    this.#connection.run('UPDATE samples SET problem = ? WHERE id = ?', problem, id)
  }
}
