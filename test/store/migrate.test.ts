import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../main/store/connection.ts'
import { initialSchema } from '../../main/store/migrations/0001-initial-schema.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import type { Migration } from '../../main/store/migrations/migration.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { runKeyOf } from '../../main/store/run-record.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { codeOf, fill, putMap } from './fixture.ts'

const folder = temporaryFolder()
const latest = migrations.length
const second: Migration = {
  version: latest + 1,
  summary: 'adds a table',
  apply: (connection) => connection.execute('CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT'),
}
const broken: Migration = {
  version: latest + 1,
  summary: 'fails half-way',
  apply(connection) {
    connection.execute('CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT')
    connection.execute('INSERT INTO nowhere VALUES (1)')
  },
}

/** As version 1 told runs: the first 2 samples and all of them were two runs. */
const OLD_RUNS = `
INSERT INTO datasets VALUES (1, 'tiles', 'tile', '{}', '[]', 0);
INSERT INTO samples VALUES (1, 1, 0, 'a.png', NULL, NULL, NULL, NULL, NULL);
INSERT INTO models VALUES (1, 'net', 'net.h5', 'abc', 'keras', 'tile', '[4,4,3]', '[]', '{}', '[]', '{}', 0);
${[1, 2]
  .map(
    (
      id,
    ) => `INSERT INTO runs (id, run_key, model_id, dataset_id, method, params_json, target_json, output, seed, backend,
  selection_json, state, provenance_json, created_at, updated_at)
VALUES (${id}, 'old ${id}', 1, 1, 'sise', '{"b":1,"a":[]}', '{"kind":"predicted"}', 'logit', 0, 'wasm',
  '{"kind":"all"}', 'done', '{}', 0, 0);`,
  )
  .join('\n')}
INSERT INTO maps VALUES (1, 2, 1, NULL, 0, NULL, '[1]', 'raw', 0, '{}', 0, 0, x'00');
`

function oldWorkspace(name: string): string {
  const path = join(folder, name)
  const workspace = openWorkspace(path, { create: true })
  const { run, sampleIds } = fill(workspace, 3)
  putMap(workspace, run.id, sampleIds[0]!)
  workspace.close()
  return path
}

describe('migrate', () => {
  it('has steps numbered from 1 without a gap', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('makes the tables of an empty file, without a backup', () => {
    const workspace = openWorkspace(join(folder, 'fresh.eosin'), { create: true })
    expect(workspace.opening.migration).toEqual({ from: 0, to: latest, backup: null })
    expect(workspace.diskUsage().map((usage) => usage.table)).toEqual(
      expect.arrayContaining([
        'datasets',
        'samples',
        'models',
        'predictions',
        'runs',
        'maps',
        'map_failures',
      ]),
    )
    workspace.close()
  })

  it('0002 gives the run with most maps the key of its question, and keeps the others', () => {
    const path = join(folder, 'keys.eosin')
    openWorkspace(path, { create: true, steps: [initialSchema] }).close()
    const connection = new Connection(path)
    connection.execute(OLD_RUNS)
    connection.close()
    const workspace = openWorkspace(path)
    const { id, runKey } = workspace.runs.get(2)
    expect(workspace.runs.find(workspace.runs.get(1))?.id).toBe(id)
    expect([runKeyOf(workspace.runs.get(1)), workspace.runs.list().length]).toEqual([runKey, 2])
    workspace.close()
  })

  it('0004 knows of the scores so far which maps they are of', () => {
    const path = join(folder, 'scored.eosin')
    openWorkspace(path, { create: true, steps: migrations.slice(0, 3) }).close()
    const connection = new Connection(path)
    connection.execute(OLD_RUNS)
    connection.execute(`
      INSERT INTO samples VALUES (2, 1, 1, 'b.png', NULL, NULL, NULL, NULL, NULL);
      INSERT INTO maps VALUES (2, 2, 2, NULL, 0, NULL, '[1]', 'raw', 0, '{}', 0, 70, x'00');
      INSERT INTO scores VALUES (1, 2, 'drop-increase', '{}', '{}', 50);
      INSERT INTO sample_scores VALUES (1, 1, '{}'), (1, 2, '{}');`)
    connection.close()
    const workspace = openWorkspace(path)
    // The second map was computed anew after it was scored.
    expect([...workspace.scores.scoredMaps(1)]).toEqual([
      [1, 0],
      [2, null],
    ])
    expect(workspace.scores.list(2)).toHaveLength(1)
    expect([workspace.runs.list().length, workspace.runs.events.list(2)]).toEqual([2, []])
    workspace.close()
  })

  it('backs an older workspace up first, then steps, and keeps what was in it', () => {
    const path = oldWorkspace('old.eosin')
    const workspace = openWorkspace(path, { steps: [...migrations, second] })
    const { backup, ...versions } = workspace.opening.migration
    expect(versions).toEqual({ from: latest, to: latest + 1 })
    expect(workspace.counts()).toMatchObject({ samples: 3, maps: 1 })
    workspace.close()
    const copy = openWorkspace(backup ?? '')
    expect(copy.counts()).toMatchObject({ samples: 3, maps: 1 })
    expect(copy.checkIntegrity().ok).toBe(true)
    copy.close()
  })

  it('a step that throws leaves version, schema and content as they were', () => {
    const path = oldWorkspace('broken.eosin')
    expect(codeOf(() => openWorkspace(path, { steps: [...migrations, broken] }))).toBe('store_failed')
    const workspace = openWorkspace(path)
    expect(workspace.counts()).toMatchObject({ samples: 3, maps: 1 })
    expect(workspace.diskUsage().some((usage) => usage.table === 'notes')).toBe(false)
    workspace.close()
    expect(existsSync(`${path}.v${latest}.backup`)).toBe(true)
  })

  it('refuses a newer workspace, and one too old for reading only', () => {
    const path = oldWorkspace('newer.eosin')
    expect(codeOf(() => openWorkspace(path, { readonly: true, steps: [...migrations, second] }))).toBe(
      'file_unsupported',
    )
    openWorkspace(path, { steps: [...migrations, second] }).close()
    expect(codeOf(() => openWorkspace(path))).toBe('workspace_newer')
    expect(codeOf(() => openWorkspace(path, { readonly: true }))).toBe('workspace_newer')
  })
})
