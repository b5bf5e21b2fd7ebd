import { readdir, stat } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { join } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import { compareCodePoints } from './code-point-order.ts'

/** One tile of a folder. */
export interface FolderSample {
  /** Path relative to the folder, with `/` on every system. */
  readonly name: string
  /** Index of its class; absent in a folder without sub-folders. */
  readonly label?: number
}

/** Something that was left out, and why. */
export interface SourceProblem {
  readonly name: string
  readonly reason: string
}

export interface ImageFolder {
  readonly path: string
  /** Names of the sub-folders, sorted by code point; empty in a folder without sub-folders. */
  readonly classNames: readonly string[]
  readonly samples: readonly FolderSample[]
  readonly problems: readonly SourceProblem[]
}

/** Names of files that are taken for pictures. */
export const PICTURE_FILE = /\.(tiff?|png|jpe?g|webp|bmp)$/i
/** Folders read at once, and links looked up at once. */
const CONCURRENCY = 16

/**
 * Lists the tiles of a folder: one sub-folder per class, or a flat folder without labels. Hidden files are left out;
 * links are followed once; what cannot be read is reported. Files inside deeper folders are not read.
 * @throws WorkbenchError `file_unreadable` when the folder itself cannot be read
 */
export async function listImageFolder(path: string): Promise<ImageFolder> {
  const problems: SourceProblem[] = []
  const root = await readFolder(path, '', problems).catch((thrown: unknown) => {
    throw new WorkbenchError('file_unreadable', `unreadable folder: ${path} (${reasonOf(thrown)})`, {
      cause: thrown,
    })
  })
  const classes = await inBatches(root.folders, (name) => readClass(path, name, problems))
  const labelled = classes.flatMap((files, label) =>
    files.map((file) => ({ name: `${root.folders[label]}/${file}`, label })),
  )
  if (labelled.length === 0 && root.files.length > 0) {
    return { path, classNames: [], samples: root.files.map((name) => ({ name })), problems }
  }
  for (const name of root.files) problems.push({ name, reason: 'lies outside the class folders' })
  problems.sort((a, b) => compareCodePoints(a.name, b.name))
  return { path, classNames: root.folders, samples: labelled, problems }
}

async function readClass(path: string, name: string, problems: SourceProblem[]): Promise<readonly string[]> {
  try {
    const { files, folders } = await readFolder(join(path, name), `${name}/`, problems)
    for (const inner of folders)
      problems.push({ name: `${name}/${inner}`, reason: 'folder inside a class folder' })
    return files
  } catch (thrown) {
    problems.push({ name, reason: `unreadable folder: ${reasonOf(thrown)}` })
    return []
  }
}

interface Listing {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

/** Pictures and folders in one folder, sorted; `prefix` names it in problems. */
async function readFolder(path: string, prefix: string, problems: SourceProblem[]): Promise<Listing> {
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  const files: string[] = []
  const folders: string[] = []
  const place = (kind: EntryKind, name: string): void => {
    if (kind === 'folder') folders.push(name)
    else if (kind === 'broken') problems.push({ name: prefix + name, reason: 'broken link' })
    else if (PICTURE_FILE.test(name)) {
      if (kind === 'file') files.push(name)
      else problems.push({ name: prefix + name, reason: 'not a regular file' })
    }
  }
  for (const entry of entries) if (!entry.isSymbolicLink()) place(kindOf(entry), entry.name)
  const links = entries.filter((entry) => entry.isSymbolicLink())
  await inBatches(links, async ({ name }) => place(await kindOfLink(join(path, name)), name))
  return { files: files.sort(compareCodePoints), folders: folders.sort(compareCodePoints) }
}

type EntryKind = 'file' | 'folder' | 'broken' | 'other'

function kindOf(entry: Pick<Dirent, 'isDirectory' | 'isFile'>): EntryKind {
  if (entry.isDirectory()) return 'folder'
  return entry.isFile() ? 'file' : 'other'
}

async function kindOfLink(path: string): Promise<EntryKind> {
  try {
    return kindOf(await stat(path))
  } catch {
    // Gone, or a circle of links: either way there is nothing to read behind it.
    return 'broken'
  }
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += CONCURRENCY) {
    results.push(...(await Promise.all(items.slice(start, start + CONCURRENCY).map(work))))
  }
  return results
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code
  return thrown instanceof Error ? thrown.message : String(thrown)
}
