import { canonicalHash } from '../canonical-json.ts'
import type { Connection } from '../connection.ts'
import { parseJson } from '../json-column.ts'
import type { Migration } from './migration.ts'

interface OldRun {
  readonly id: number
  readonly model_id: number
  readonly dataset_id: number
  readonly method: string
  readonly params_json: string
  readonly target_json: string
  readonly versus: number | null
  readonly output: string
  readonly seed: number
  readonly backend: string
}

/** Those with most maps first. */
const OLD_RUNS = `
  SELECT id, model_id, dataset_id, method, params_json, target_json, versus, output, seed, backend FROM runs
  ORDER BY (SELECT count(*) FROM maps m WHERE m.run_id = runs.id) DESC, id`

/**
 * A run is told by its question alone, no longer by the samples that it covers too. Of several runs of one question the one
 * with most maps takes the new key; the others stay as they are, with maps and scores, and are not gone on with.
 */
export const runIdentity: Migration = {
  version: 2,
  summary: 'run keys without the selection, background of a run',
  apply(connection) {
    connection.execute('ALTER TABLE runs ADD COLUMN background_json TEXT')
    const taken = new Set<string>()
    for (const run of connection.all<OldRun>(OLD_RUNS)) {
      const key = newKey(run)
      if (!taken.has(key)) setKey(connection, run.id, key)
      taken.add(key)
    }
  },
}

function setKey(connection: Connection, id: number, key: string): void {
  connection.run('UPDATE runs SET run_key = ? WHERE id = ?', key, id)
}

function newKey(run: OldRun): string {
  const { model_id: modelId, dataset_id: datasetId, method, versus, output, seed, backend } = run
  const params = parseJson(run.params_json, `runs.params_json of run ${run.id}`)
  const target = parseJson(run.target_json, `runs.target_json of run ${run.id}`)
  return canonicalHash({ modelId, datasetId, method, params, target, versus, output, seed, backend })
}
