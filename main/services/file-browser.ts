import { existsSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { CallOutput } from '#contract/calls.ts'
import type { FileHandle } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { FileHandles } from './file-handles.ts'

type Listing = CallOutput<'files.browse'>
type Entry = Listing['entries'][number]

const EXTENSION = '.eosin'
// Separators, what Windows forbids, and control characters.
const FORBIDDEN = /[/\\:*?"<>|\p{Cc}]/u

/** Where browsing begins: the person's own folder, the folder the program was started in, and the drives of Windows. */
export function browsingRoots(): string[] {
  const drives =
    process.platform === 'win32'
      ? Array.from({ length: 26 }, (_, index) => `${String.fromCharCode(65 + index)}:\\`)
      : ['/']
  const roots = [homedir(), process.cwd(), ...drives].filter((path) => existsSync(path))
  return [...new Set(roots.map((path) => resolve(path)))]
}

export function listRoots(files: FileHandles, roots: readonly string[]): Listing {
  const entries = roots.map((path) => ({
    ...files.register(path, 'folder'),
    name: path,
    sizeBytes: null,
  }))
  return { location: '', folder: null, parent: null, entries, created: null }
}

/** Folders first, then files, each by name; hidden ones are left out, and so is what cannot be looked at. */
export function listFolder(files: FileHandles, roots: readonly string[], folder: string): Listing {
  const real = confined(folder, roots)
  const entries = readFolder(real)
    .filter((item) => !item.name.startsWith('.'))
    .map((item) => toEntry(files, join(real, item.name)))
    .filter((entry) => entry !== null)
    .sort(foldersFirst)
  return {
    location: real,
    folder: files.register(real, 'folder'),
    parent: parentOf(files, roots, real),
    entries,
    created: null,
  }
}

/** A handle for a workspace that does not exist yet; nothing is written. */
export function newFileIn(
  files: FileHandles,
  roots: readonly string[],
  folder: string,
  name: string,
): FileHandle {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.startsWith('.') || FORBIDDEN.test(trimmed)) {
    throw new WorkbenchError(
      'invalid_input',
      `invalid file name: ${name} (must not be empty, begin with a dot, or contain a path)`,
    )
  }
  const complete = trimmed.toLowerCase().endsWith(EXTENSION) ? trimmed : `${trimmed}${EXTENSION}`
  const path = join(confined(folder, roots), complete)
  if (existsSync(path)) {
    throw new WorkbenchError('invalid_input', `file exists: ${path} (choose another name, or open it)`)
  }
  return files.register(path, 'file')
}

/** The folder itself, links followed, or an error when that leads out of every root. */
function confined(folder: string, roots: readonly string[]): string {
  let real: string
  try {
    real = realpathSync(folder)
  } catch (thrown) {
    throw unreadable(folder, thrown)
  }
  const inside = roots.some(
    (root) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep),
  )
  if (inside) return real
  throw new WorkbenchError('forbidden', `forbidden folder: ${folder} (must lie in one of the roots)`)
}

function readFolder(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (thrown) {
    throw unreadable(path, thrown)
  }
}

function toEntry(files: FileHandles, path: string): Entry | null {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return { ...files.register(path, 'folder'), sizeBytes: null }
    if (stats.isFile()) return { ...files.register(path, 'file'), sizeBytes: stats.size }
    return null
  } catch {
    // A dangling link, or another user's file.
    return null
  }
}

function foldersFirst(a: Entry, b: Entry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  return a.name.localeCompare(b.name, 'en', { numeric: true })
}

function parentOf(files: FileHandles, roots: readonly string[], folder: string): FileHandle | null {
  const parent = dirname(folder)
  if (parent === folder) return null
  try {
    const handle = files.register(confined(parent, roots), 'folder')
    return { ...handle, name: basename(parent) || parent }
  } catch {
    return null
  }
}

function unreadable(path: string, thrown: unknown): WorkbenchError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return new WorkbenchError('file_unreadable', `folder unreadable: ${path} (${reason})`, { cause: thrown })
}
