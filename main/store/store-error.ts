import { WorkbenchError, type ErrorCode } from '#contract/errors.ts'

/** What a failure inside SQLite or the file system means to the person whose workspace it is. */
interface Meaning {
  readonly code: ErrorCode
  readonly problem: string
  readonly rule: string
}

const FULL: Meaning = { code: 'store_full', problem: 'workspace full', rule: 'free disk space and try again' }
const CORRUPT: Meaning = {
  code: 'store_corrupt',
  problem: 'workspace corrupt',
  rule: 'restore a backup, or export what can still be read',
}
const LOCKED: Meaning = {
  code: 'workspace_locked',
  problem: 'workspace locked',
  rule: 'another process is writing; try again when it is done',
}
const READ_ONLY: Meaning = {
  code: 'file_unreadable',
  problem: 'workspace read-only',
  rule: 'needs write permission for the file and its folder',
}
const UNREADABLE: Meaning = {
  code: 'file_unreadable',
  problem: 'workspace unreadable',
  rule: 'must be a readable workspace file',
}
const FAILED: Meaning = { code: 'store_failed', problem: 'workspace failed', rule: 'see the cause' }

/** Longest prefix first: `SQLITE_IOERR_WRITE` before `SQLITE_IOERR`. */
const MEANINGS: readonly (readonly [prefix: string, meaning: Meaning])[] = [
  ['SQLITE_FULL', FULL],
  ['SQLITE_IOERR_WRITE', FULL],
  ['SQLITE_IOERR_FSYNC', FULL],
  ['SQLITE_IOERR_TRUNCATE', FULL],
  ['SQLITE_IOERR_SHMSIZE', FULL],
  ['SQLITE_IOERR_SHORT_READ', CORRUPT],
  ['SQLITE_IOERR_CORRUPTFS', CORRUPT],
  ['SQLITE_IOERR', UNREADABLE],
  ['SQLITE_CORRUPT', CORRUPT],
  ['SQLITE_NOTADB', CORRUPT],
  ['SQLITE_BUSY', LOCKED],
  ['SQLITE_LOCKED', LOCKED],
  ['SQLITE_READONLY', READ_ONLY],
  ['SQLITE_PERM', READ_ONLY],
  ['SQLITE_CANTOPEN', UNREADABLE],
  ['ENOSPC', FULL],
  ['EDQUOT', FULL],
  ['EROFS', READ_ONLY],
  ['EACCES', READ_ONLY],
  ['EPERM', READ_ONLY],
  ['ENOENT', UNREADABLE],
  ['EISDIR', UNREADABLE],
]

/** Maps whatever SQLite or the file system threw; a WorkbenchError passes unchanged. */
export function storeError(thrown: unknown, path: string): WorkbenchError {
  if (thrown instanceof WorkbenchError) return thrown
  const reason = errorCodeOf(thrown)
  const meaning = MEANINGS.find(([prefix]) => reason.startsWith(prefix))?.[1] ?? FAILED
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return new WorkbenchError(meaning.code, `${meaning.problem}: ${path}: ${text} (${meaning.rule})`, {
    details: { path, reason },
    cause: thrown,
  })
}

/** Runs `work` and throws every failure as a WorkbenchError. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw storeError(thrown, path)
  }
}

function errorCodeOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code
  return 'unknown'
}
