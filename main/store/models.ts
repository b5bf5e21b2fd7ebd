import { WorkbenchError } from '#contract/errors.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { parseJson, parseNumberList, parseStringList } from './json-column.ts'

export type ModelKind = 'tile' | 'signal'

export interface NewModel {
  readonly name: string
  readonly location: string
  readonly sha256: string
  /** Such as `keras-h5`. */
  readonly format: string
  readonly kind: ModelKind
  /** [H, W, C] */
  readonly inputShape: readonly number[]
  readonly classNames: readonly string[]
  readonly preprocessing: unknown
  readonly layers: unknown
  /** What else its reader found: default layers, number of parameters, notes. */
  readonly details: unknown
}

export interface ModelRecord extends NewModel {
  readonly id: number
  readonly addedAt: number
}

interface ModelRow {
  id: number
  name: string
  location: string
  sha256: string
  format: string
  kind: ModelKind
  input_shape_json: string
  class_names_json: string
  preprocessing_json: string
  layers_json: string
  details_json: string
  added_at: number
}

const UPSERT = `
  INSERT INTO models (name, location, sha256, format, kind, input_shape_json, class_names_json,
    preprocessing_json, layers_json, details_json, added_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (sha256, preprocessing_json) DO UPDATE SET
    name = excluded.name, location = excluded.location, class_names_json = excluded.class_names_json,
    layers_json = excluded.layers_json, details_json = excluded.details_json
  RETURNING id`

export class Models {
  readonly #connection: Connection
  readonly #now: Clock

  constructor(connection: Connection, now: Clock) {
    this.#connection = connection
    this.#now = now
  }

  /**
   * The same bytes with the same preprocessing are the same model, wherever the file lies now;
   * other preprocessing makes another model, because its predictions and maps differ.
   */
  add(model: NewModel): ModelRecord {
    const id = this.#connection.value<number>(
      UPSERT,
      model.name,
      model.location,
      model.sha256,
      model.format,
      model.kind,
      JSON.stringify(model.inputShape),
      JSON.stringify(model.classNames),
      canonicalJson(model.preprocessing),
      JSON.stringify(model.layers),
      JSON.stringify(model.details ?? null),
      this.#now(),
    )
    return this.get(id ?? 0)
  }

  /** @throws WorkbenchError `unknown_model` */
  get(id: number): ModelRecord {
    const row = this.#connection.get<ModelRow>('SELECT * FROM models WHERE id = ?', id)
    if (row === undefined) {
      throw new WorkbenchError('unknown_model', `unknown model: ${id} (must be in this workspace)`, {
        details: { modelId: id },
      })
    }
    return toRecord(row)
  }

  list(): ModelRecord[] {
    return this.#connection.all<ModelRow>('SELECT * FROM models ORDER BY id').map(toRecord)
  }

  /** Models with these bytes, one for each preprocessing. */
  findByHash(sha256: string): ModelRecord[] {
    return this.#connection
      .all<ModelRow>('SELECT * FROM models WHERE sha256 = ? ORDER BY id', sha256)
      .map(toRecord)
  }

  setClassNames(id: number, classNames: readonly string[]): void {
    this.get(id)
    this.#connection.run(
      'UPDATE models SET class_names_json = ? WHERE id = ?',
      JSON.stringify(classNames),
      id,
    )
  }

  relocate(id: number, location: string): void {
    this.get(id)
    this.#connection.run('UPDATE models SET location = ? WHERE id = ?', location, id)
  }

  /** Removes the model with its predictions, runs and maps. */
  remove(id: number): void {
    this.get(id)
    this.#connection.run('DELETE FROM models WHERE id = ?', id)
  }
}

function toRecord(row: ModelRow): ModelRecord {
  const of = `of model ${row.id}`
  return {
    id: row.id,
    name: row.name,
    location: row.location,
    sha256: row.sha256,
    format: row.format,
    kind: row.kind,
    inputShape: parseNumberList(row.input_shape_json, `models.input_shape_json ${of}`),
    classNames: parseStringList(row.class_names_json, `models.class_names_json ${of}`),
    preprocessing: parseJson(row.preprocessing_json, `models.preprocessing_json ${of}`),
    layers: parseJson(row.layers_json, `models.layers_json ${of}`),
    details: parseJson(row.details_json, `models.details_json ${of}`),
    addedAt: row.added_at,
  }
}
