import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { initialSchema } from '../../main/store/migrations/0001-initial-schema.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import type { Migration } from '../../main/store/migrations/migration.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { codeOf, fill, putMap, temporaryFolder } from './fixture.ts'

const folder = temporaryFolder()
const second: Migration = {
  version: 2,
  summary: 'adds a table',
  apply: (connection) => connection.execute('CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT'),
}
const broken: Migration = {
  version: 2,
  summary: 'fails half-way',
  apply(connection) {
    connection.execute('CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT')
    connection.execute('INSERT INTO nowhere VALUES (1)')
  },
}

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

  it('0001 makes the tables of an empty file, without a backup', () => {
    const workspace = openWorkspace(join(folder, 'fresh.eosin'), { create: true })
    expect(workspace.opening.migration).toEqual({ from: 0, to: 1, backup: null })
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

  it('backs an older workspace up first, then steps, and keeps what was in it', () => {
    const path = oldWorkspace('old.eosin')
    const workspace = openWorkspace(path, { steps: [initialSchema, second] })
    const { backup, ...versions } = workspace.opening.migration
    expect(versions).toEqual({ from: 1, to: 2 })
    expect(workspace.counts()).toMatchObject({ samples: 3, maps: 1 })
    workspace.close()
    const copy = openWorkspace(backup ?? '')
    expect(copy.counts()).toMatchObject({ samples: 3, maps: 1 })
    expect(copy.checkIntegrity().ok).toBe(true)
    copy.close()
  })

  it('a step that throws leaves version, schema and content as they were', () => {
    const path = oldWorkspace('broken.eosin')
    expect(codeOf(() => openWorkspace(path, { steps: [initialSchema, broken] }))).toBe('store_failed')
    const workspace = openWorkspace(path)
    expect(workspace.counts()).toMatchObject({ samples: 3, maps: 1 })
    expect(workspace.diskUsage().some((usage) => usage.table === 'notes')).toBe(false)
    workspace.close()
    expect(existsSync(`${path}.v1.backup`)).toBe(true)
  })

  it('refuses a newer workspace, and one too old for reading only', () => {
    const path = oldWorkspace('newer.eosin')
    expect(codeOf(() => openWorkspace(path, { readonly: true, steps: [initialSchema, second] }))).toBe(
      'file_unsupported',
    )
    openWorkspace(path, { steps: [initialSchema, second] }).close()
    expect(codeOf(() => openWorkspace(path))).toBe('workspace_newer')
    expect(codeOf(() => openWorkspace(path, { readonly: true }))).toBe('workspace_newer')
  })
})
