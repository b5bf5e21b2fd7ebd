import { WorkbenchError } from '#contract/errors.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { parseJson, parseStringList } from './json-column.ts'

export interface NewDataset {
  readonly name: string
  /** Such as `tile` or `signal`. */
  readonly kind: string
  /** Which reader it came from, and what that reader needs to find it again. */
  readonly source: unknown
  readonly classNames: readonly string[]
}

export interface DatasetRecord extends NewDataset {
  readonly id: number
  readonly addedAt: number
  readonly sampleCount: number
  readonly problemCount: number
}

interface DatasetRow {
  id: number
  name: string
  kind: string
  source_json: string
  class_names_json: string
  added_at: number
  sample_count: number
  problem_count: number
}

const SELECT = `
  SELECT d.*,
    (SELECT count(*) FROM samples s WHERE s.dataset_id = d.id) AS sample_count,
    (SELECT count(*) FROM samples s WHERE s.dataset_id = d.id AND s.problem IS NOT NULL) AS problem_count
  FROM datasets d`

export class Datasets {
  readonly #connection: Connection
  readonly #now: Clock

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
  }

  add(dataset: NewDataset): DatasetRecord {
    const { id } = this.#connection.run(
      'INSERT INTO datasets (name, kind, source_json, class_names_json, added_at) VALUES (?, ?, ?, ?, ?)',
      dataset.name,
      dataset.kind,
      canonicalJson(dataset.source),
      JSON.stringify(dataset.classNames),
      this.#now(),
    )
    return this.get(id)
  }

  /** @throws WorkbenchError `unknown_dataset` */
  get(id: number): DatasetRecord {
    const row = this.#connection.get<DatasetRow>(`${SELECT} WHERE d.id = ?`, id)
    if (row === undefined) {
      throw new WorkbenchError('unknown_dataset', `unknown dataset: ${id} (must be in this workspace)`, {
        details: { datasetId: id },
      })
    }
    return toRecord(row)
  }

  list(): DatasetRecord[] {
    return this.#connection.all<DatasetRow>(`${SELECT} ORDER BY d.id`).map(toRecord)
  }

  /** The dataset that was added from the same place before, if any; the order of keys does not matter. */
  findBySource(source: unknown): DatasetRecord | undefined {
    const row = this.#connection.get<DatasetRow>(
      `${SELECT} WHERE d.source_json = ? ORDER BY d.id LIMIT 1`,
      canonicalJson(source),
    )
    return row && toRecord(row)
  }

  rename(id: number, name: string): void {
    this.get(id)
    this.#connection.run('UPDATE datasets SET name = ? WHERE id = ?', name, id)
  }

  /** After the folder was read again; labels of the samples are indices into these. */
  setClassNames(id: number, classNames: readonly string[]): void {
    this.get(id)
    this.#connection.run(
      'UPDATE datasets SET class_names_json = ? WHERE id = ?',
      JSON.stringify(classNames),
      id,
    )
  }

  /** After the files were moved: the samples, their maps and predictions stay. */
  relocate(id: number, source: unknown): void {
    this.get(id)
    this.#connection.run('UPDATE datasets SET source_json = ? WHERE id = ?', canonicalJson(source), id)
  }

  /** Removes the dataset with its samples, predictions, runs and maps. */
  remove(id: number): void {
    this.get(id)
    this.#connection.run('DELETE FROM datasets WHERE id = ?', id)
  }
}

function toRecord(row: DatasetRow): DatasetRecord {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    source: parseJson(row.source_json, `datasets.source_json of dataset ${row.id}`),
    classNames: parseStringList(row.class_names_json, `datasets.class_names_json of dataset ${row.id}`),
    addedAt: row.added_at,
    sampleCount: row.sample_count,
    problemCount: row.problem_count,
  }
}
