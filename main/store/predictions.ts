import { WorkbenchError } from '#contract/errors.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { fromBlob, toBlob } from './float-blob.ts'

export interface NewPrediction {
  readonly sampleId: number
  readonly probabilities: Float32Array
  readonly logits: Float32Array | null
  readonly backend: string
}

export interface PredictionRecord extends NewPrediction {
  readonly modelId: number
  readonly predicted: number
  /** Probability of the predicted class. */
  readonly confidence: number
  readonly computedAt: number
  /** The sample's bytes have changed since. */
  readonly stale: boolean
}

/** Predictions of a model over a dataset, in its order, without those that are missing or stale. */
export interface PredictionMatrix {
  readonly sampleIds: Int32Array
  /** -1 where the sample has no label. */
  readonly labels: Int16Array
  /** [n, classCount] row-major */
  readonly probabilities: Float32Array
  readonly classCount: number
}

interface PredictionRow {
  model_id: number
  sample_id: number
  probabilities: Uint8Array
  logits: Uint8Array | null
  predicted: number
  confidence: number
  backend: string
  computed_at: number
  stale: number
}

const STALE = '(s.sha256 IS NOT NULL AND p.sample_sha256 IS NOT NULL AND s.sha256 <> p.sample_sha256)'

const UPSERT = `
  INSERT INTO predictions (model_id, sample_id, sample_sha256, probabilities, logits, predicted, confidence,
    backend, computed_at)
  VALUES (@modelId, @sampleId, (SELECT sha256 FROM samples WHERE id = @sampleId), @probabilities, @logits,
    @predicted, @confidence, @backend, @now)
  ON CONFLICT (model_id, sample_id) DO UPDATE SET
    sample_sha256 = excluded.sample_sha256, probabilities = excluded.probabilities, logits = excluded.logits,
    predicted = excluded.predicted, confidence = excluded.confidence, backend = excluded.backend,
    computed_at = excluded.computed_at`

export class Predictions {
  readonly #connection: Connection
  readonly #now: Clock

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
  }

  /** Writes one chunk in one transaction: all of it or nothing. */
  put(modelId: number, predictions: readonly NewPrediction[]): void {
    const now = this.#now()
    this.#connection.transaction(() => {
      for (const prediction of predictions) this.#putOne(modelId, prediction, now)
    })
  }

  find(modelId: number, sampleId: number): PredictionRecord | undefined {
    const row = this.#connection.get<PredictionRow>(
      `SELECT p.*, ${STALE} AS stale FROM predictions p JOIN samples s ON s.id = p.sample_id
       WHERE p.model_id = ? AND p.sample_id = ?`,
      modelId,
      sampleId,
    )
    return row && toRecord(row)
  }

  /** Readable samples, in the dataset's order, that have no prediction or a stale one. */
  missing(modelId: number, datasetId: number): Int32Array {
    const rows = this.#connection.tuples<[number]>(
      `SELECT s.id FROM samples s LEFT JOIN predictions p ON p.model_id = ? AND p.sample_id = s.id
       WHERE s.dataset_id = ? AND s.problem IS NULL AND (p.sample_id IS NULL OR ${STALE})
       ORDER BY s.ordinal`,
      modelId,
      datasetId,
    )
    return Int32Array.from(rows, (row) => row[0])
  }

  /** @throws WorkbenchError `store_corrupt` when predictions differ in their number of classes */
  matrix(modelId: number, datasetId: number): PredictionMatrix {
    const rows = this.#connection.tuples<[number, number | null, Uint8Array]>(
      `SELECT s.id, s.label, p.probabilities FROM samples s
       JOIN predictions p ON p.model_id = ? AND p.sample_id = s.id AND NOT ${STALE}
       WHERE s.dataset_id = ? ORDER BY s.ordinal`,
      modelId,
      datasetId,
    )
    const classCount = (rows[0]?.[2].byteLength ?? 0) / 4
    const probabilities = new Float32Array(rows.length * classCount)
    for (const [index, [sampleId, , blob]] of rows.entries()) {
      const values = fromBlob(blob, `prediction of model ${modelId} for sample ${sampleId}`)
      if (values.length !== classCount) throw wrongLength(modelId, sampleId, values.length, classCount)
      probabilities.set(values, index * classCount)
    }
    const sampleIds = Int32Array.from(rows, (row) => row[0])
    const labels = Int16Array.from(rows, (row) => row[1] ?? -1)
    return { sampleIds, labels, probabilities, classCount }
  }

  #putOne(modelId: number, prediction: NewPrediction, now: number): void {
    const predicted = argmax(prediction.probabilities)
    const confidence = prediction.probabilities[predicted]
    if (confidence === undefined || Number.isNaN(confidence)) {
      throw new WorkbenchError(
        'invalid_input',
        `invalid probabilities: sample ${prediction.sampleId} (must be numbers, at least one)`,
        { details: { sampleId: prediction.sampleId } },
      )
    }
    this.#connection.run(UPSERT, {
      modelId,
      sampleId: prediction.sampleId,
      probabilities: toBlob(prediction.probabilities),
      logits: prediction.logits && toBlob(prediction.logits),
      predicted,
      confidence,
      backend: prediction.backend,
      now,
    })
  }
}

/** First of the largest, as NumPy's argmax; a NaN wins, so that it is seen. */
function argmax(values: Float32Array): number {
  let best = 0
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) return index
    if (values[index]! > values[best]!) best = index
  }
  return best
}

function toRecord(row: PredictionRow): PredictionRecord {
  const name = `prediction of model ${row.model_id} for sample ${row.sample_id}`
  return {
    modelId: row.model_id,
    sampleId: row.sample_id,
    probabilities: fromBlob(row.probabilities, name),
    logits: row.logits && fromBlob(row.logits, name),
    predicted: row.predicted,
    confidence: row.confidence,
    backend: row.backend,
    computedAt: row.computed_at,
    stale: row.stale === 1,
  }
}

function wrongLength(modelId: number, sampleId: number, actual: number, expected: number): WorkbenchError {
  return new WorkbenchError(
    'store_corrupt',
    `workspace corrupt: prediction of model ${modelId} for sample ${sampleId}: ${actual} classes (must be ${expected})`,
    { details: { modelId, sampleId } },
  )
}
