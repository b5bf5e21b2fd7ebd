import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../main/store/connection.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { storeError } from '../../main/store/store-error.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { codeOf, fill, putMap } from './fixture.ts'

const folder = temporaryFolder()

function filled(name: string, samples = 400): string {
  const path = join(folder, name)
  const workspace = openWorkspace(path, { create: true })
  const { run, sampleIds } = fill(workspace, samples)
  for (const sampleId of sampleIds.subarray(0, 50)) putMap(workspace, run.id, sampleId, 2000)
  workspace.close()
  return path
}

describe('openWorkspace', () => {
  it('creates the file with its folders, and finds everything again', () => {
    const path = join(folder, 'deep/er/new.eosin')
    const made = openWorkspace(path, { create: true })
    made.settings.set('view', { class: 3 })
    made.close()
    const again = openWorkspace(path)
    expect(again.settings.get('view')).toEqual({ class: 3 })
    expect(again.opening).toMatchObject({
      unclean: false,
      migration: { from: migrations.length, to: migrations.length, backup: null },
    })
    again.close()
    expect(readdirSync(join(folder, 'deep/er'))).toEqual(['new.eosin'])
  })

  it('sets application_id, WAL and synchronous = FULL, on a reopened file too', () => {
    const path = filled('pragmas.eosin', 2)
    const connection = new Connection(path)
    expect(connection.value('PRAGMA synchronous')).toBe(2)
    expect(connection.value('PRAGMA foreign_keys')).toBe(1)
    connection.close()
    const database = new Database(path)
    expect(database.pragma('application_id', { simple: true })).toBe(0x454f534e)
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    const tables = database.pragma('table_list')
    const ours = (Array.isArray(tables) ? tables : []).filter((table) => !/^sqlite_/.test(table.name))
    expect(ours.length).toBeGreaterThan(10)
    expect(ours.every((table) => table.strict === 1)).toBe(true)
    database.close()
  })

  it.each([
    ['missing.eosin', () => undefined, /workspace file missing/],
    ['a-folder', (path: string) => mkdirSync(path), /is a folder/],
    ['empty.eosin', (path: string) => writeFileSync(path, ''), /empty.*0 bytes/],
    ['notes.txt', (path: string) => writeFileSync(path, 'Dear diary'), /not recognised/],
    [
      'other.sqlite',
      (path: string) => new Database(path).exec('CREATE TABLE t (x)').close(),
      /no Eosin workspace/,
    ],
  ])('refuses %s as file_unreadable', (name, make, message) => {
    const path = join(folder, name)
    make(path)
    expect(codeOf(() => openWorkspace(path))).toBe('file_unreadable')
    expect(() => openWorkspace(path)).toThrow(message)
  })

  it('does not overwrite a wrong file when asked to create', () => {
    const path = join(folder, 'letter.eosin')
    writeFileSync(path, 'Dear diary')
    expect(codeOf(() => openWorkspace(path, { create: true }))).toBe('file_unreadable')
    expect(readFileSync(path, 'utf8')).toBe('Dear diary')
  })

  it('refuses a truncated file as store_corrupt', () => {
    const path = filled('truncated.eosin')
    const { size } = statSync(path)
    for (const left of [size - 4096, Math.floor(size / 2), 5000, 60]) {
      truncateSync(path, left)
      expect(codeOf(() => openWorkspace(path))).toBe('store_corrupt')
    }
  })

  it('finds random bytes in the middle: on opening, on reading, or by checkIntegrity', () => {
    const path = filled('scrambled.eosin')
    const bytes = readFileSync(path)
    for (let offset = 4096 * 2; offset < bytes.length; offset += 4096 * 3) {
      const damaged = Buffer.from(bytes)
      for (let index = 0; index < 600; index++) damaged[offset + index] = (index * 7919 + offset) % 251
      writeFileSync(path, damaged)
      expect(reportOf(path)).toBe('store_corrupt')
    }
  })

  it('checkIntegrity finds one flipped bit inside a stored map', () => {
    const path = filled('bit.eosin', 60)
    const bytes = readFileSync(path)
    // A zstd frame starts with these four bytes; the last of them lies deep inside the blobs.
    const frame = bytes.lastIndexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))
    bytes[frame + 300] = bytes[frame + 300]! ^ 4
    writeFileSync(path, bytes)
    const workspace = openWorkspace(path)
    const report = workspace.checkIntegrity()
    expect(report).toMatchObject({ ok: false, mapsChecked: 50 })
    expect(report.problems.join()).toMatch(/map corrupt: map \d+/)
    workspace.close()
  })

  it('opened readonly reads everything, writes nothing and leaves no session', () => {
    const path = filled('readonly.eosin', 3)
    const reader = openWorkspace(path, { readonly: true })
    expect(reader.counts()).toMatchObject({ samples: 3, maps: 3 })
    expect(codeOf(() => reader.settings.set('a', 1))).toBe('file_unreadable')
    reader.close()
  })

  it('lets a second writer in, and answers workspace_locked when a write waits too long', () => {
    const path = filled('two.eosin', 3)
    const first = openWorkspace(path)
    const second = openWorkspace(path, { busyTimeoutMs: 50 })
    second.settings.set('from', 'second')
    expect(first.settings.get('from')).toBe('second')
    first.transaction(() => {
      first.settings.set('from', 'first')
      expect(codeOf(() => second.settings.set('from', 'second'))).toBe('workspace_locked')
      expect(second.settings.get('from')).toBe('second')
    })
    expect(second.settings.get('from')).toBe('first')
    first.close()
    second.close()
  })

  it('closing twice does nothing; a closed workspace answers with an error', () => {
    const workspace = openWorkspace(filled('closed.eosin', 1))
    workspace.close()
    workspace.close()
    expect(workspace.isOpen).toBe(false)
    expect(codeOf(() => workspace.counts())).toBe('store_failed')
  })
})

describe('storeError', () => {
  it.each([
    ['SQLITE_FULL', 'store_full'],
    ['SQLITE_IOERR_WRITE', 'store_full'],
    ['ENOSPC', 'store_full'],
    ['SQLITE_CORRUPT_INDEX', 'store_corrupt'],
    ['SQLITE_NOTADB', 'store_corrupt'],
    ['SQLITE_BUSY_SNAPSHOT', 'workspace_locked'],
    ['SQLITE_READONLY_DBMOVED', 'file_unreadable'],
    ['SQLITE_CANTOPEN', 'file_unreadable'],
    ['EACCES', 'file_unreadable'],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', 'store_failed'],
  ])('maps %s to %s', (reason, code) => {
    const thrown = Object.assign(new Error('as SQLite says'), { code: reason })
    expect(storeError(thrown, '/w.eosin')).toMatchObject({ code, details: { path: '/w.eosin', reason } })
  })
})

function reportOf(path: string): string {
  try {
    const workspace = openWorkspace(path)
    const report = workspace.checkIntegrity()
    workspace.close()
    return report.ok ? 'unnoticed' : 'store_corrupt'
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unmapped'
  }
}
