import {
  closeSync,
  linkSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { existsSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import Database from 'better-sqlite3'
import { storeError, guarded } from './store-error.ts'

/** 'EOSN' in ASCII, at offset 68 of the file: what makes an SQLite file a workspace. */
const APPLICATION_ID = 0x454f534e

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'

/**
 * Looks at the first bytes, so that a wrong file gets a plain answer before SQLite touches it.
 * @throws WorkbenchError `file_unreadable` (missing, folder, empty, no workspace), `store_corrupt` (cut short)
 */
export function inspectWorkspaceFile(path: string): void {
  const stats = guarded(path, () => statSync(path, { throwIfNoEntry: false }))
  if (stats === undefined) throw unreadable('missing', path, 'no such file')
  if (stats.isDirectory()) throw unreadable('is a folder', path, 'must be a file')
  if (!stats.isFile()) throw unreadable('is no regular file', path, 'must be a file')
  if (stats.size === 0) throw unreadable('empty', path, 'has 0 bytes; must be a workspace')
  const header = readHeader(path)
  if (header.subarray(0, 16).toString('latin1') !== MAGIC) {
    throw unreadable('not recognised', path, 'must be an Eosin workspace, an SQLite file')
  }
  if (header.length < HEADER_BYTES) throw truncated(path, HEADER_BYTES, stats.size)
  if (header.readUInt32BE(68) !== APPLICATION_ID) {
    throw unreadable('not recognised', path, 'is an SQLite file, but no Eosin workspace')
  }
  refuseTruncated(path, header, stats.size)
}

/**
 * Makes an empty workspace file that appears under its name only when it is whole:
 * a kill during creation leaves no half-made workspace behind.
 */
export function createWorkspaceFile(path: string): void {
  const draft = `${path}.${randomUUID()}.new`
  try {
    mkdirSync(dirname(path), { recursive: true })
    const database = new Database(draft)
    database.pragma(`application_id = ${APPLICATION_ID}`)
    database.pragma('journal_mode = WAL')
    database.close()
    publish(draft, path)
  } catch (thrown) {
    throw storeError(thrown, path)
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true })
  }
}

/** Gives the draft its name without ever replacing a file that another process put there meanwhile. */
function publish(draft: string, path: string): void {
  try {
    linkSync(draft, path)
  } catch (thrown) {
    if (existsSync(path)) return
    if (!(thrown instanceof Error)) throw thrown
    // File systems without hard links (exFAT, some network drives).
    renameSync(draft, path)
  }
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function readHeader(path: string): Buffer {
  return guarded(path, () => {
    const file = openSync(path, 'r')
    try {
      const header = Buffer.alloc(HEADER_BYTES)
      return header.subarray(0, readSync(file, header, 0, HEADER_BYTES, 0))
    } finally {
      closeSync(file)
    }
  })
}

/** The header's page count binds only where it was written with the last change, and no log waits to be copied in. */
function refuseTruncated(path: string, header: Buffer, size: number): void {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
  if (log !== undefined && log.size > 0) return
  if (header.readUInt32BE(24) !== header.readUInt32BE(92)) return
  const pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16)
  const expected = pageSize * header.readUInt32BE(28)
  if (size < expected) throw truncated(path, expected, size)
}

function truncated(path: string, expected: number, size: number): WorkbenchError {
  return new WorkbenchError(
    'store_corrupt',
    `workspace truncated: ${path}: ${size} bytes (must have ${expected}; restore a backup)`,
    { details: { path, size, expected } },
  )
}

function unreadable(kind: string, path: string, rule: string): WorkbenchError {
  return new WorkbenchError('file_unreadable', `workspace file ${kind}: ${path} (${rule})`, {
    details: { path },
  })
}
