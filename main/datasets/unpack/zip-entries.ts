import type { Entry, ZipFile } from 'yauzl'
import { WorkbenchError } from '#contract/errors.ts'
import { nameKey, nameProblem } from './entry-name.ts'

export interface UnpackLimits {
  readonly entries: number
  /** Of everything unpacked. */
  readonly bytes: number
  /** Unpacked to packed, of the whole archive. */
  readonly ratio: number
}

const STORED = 0
const DEFLATED = 8
const FILE_TYPE = 0o170000
const REGULAR = 0o100000
const FOLDER = 0o040000

/**
 * Every entry of the archive, all looked at before anything is written. Their sizes can be relied on: yauzl stops what
 * turns out longer or shorter.
 * @throws WorkbenchError `file_corrupt` when one of them, or all together, must not be unpacked
 */
export async function checkedEntries(
  zip: ZipFile,
  archive: { readonly path: string; readonly bytes: number },
  limits: UnpackLimits,
): Promise<Entry[]> {
  const refuse = (reason: string) =>
    new WorkbenchError('file_corrupt', `archive refused: ${archive.path} (${reason})`)
  if (zip.entryCount > limits.entries) throw refuse(`${zip.entryCount} entries, at most ${limits.entries}`)
  const entries: Entry[] = []
  const kinds = new Map<string, 'file' | 'folder'>()
  let [packed, unpacked] = [0, 0]
  for await (const entry of zip.eachEntry()) {
    const problem = entryProblem(entry) ?? clash(kinds, entry.fileName)
    if (problem !== null) throw refuse(`${JSON.stringify(entry.fileName)}: ${problem}`)
    packed += entry.compressedSize
    unpacked += entry.uncompressedSize
    entries.push(entry)
  }
  if (unpacked > limits.bytes) throw refuse(`unpacks to ${unpacked} bytes, at most ${limits.bytes}`)
  // Entries that share their data are a bomb that no single ratio shows.
  if (packed > archive.bytes) throw refuse('its entries overlap')
  if (unpacked > limits.ratio * archive.bytes)
    throw refuse(`unpacks to more than ${limits.ratio} times its size`)
  return entries
}

function entryProblem(entry: Entry): string | null {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE
  const isFolder = entry.fileName.endsWith('/')
  if (type !== 0 && type !== (isFolder ? FOLDER : REGULAR)) return 'it is a link or another special file'
  if (isFolder && entry.uncompressedSize > 0) return 'it is a folder with content'
  if (entry.isEncrypted()) return 'it is encrypted'
  const method = entry.compressionMethod
  if (method !== STORED && method !== DEFLATED) return `compression method ${method}`
  return nameProblem(entry.fileName)
}

/** Two entries of one name, or a file where another entry needs a folder. */
function clash(kinds: Map<string, 'file' | 'folder'>, name: string): string | null {
  const key = nameKey(name)
  const kind = name.endsWith('/') ? 'folder' : 'file'
  const known = kinds.get(key)
  if (known !== undefined && (known === 'file' || kind === 'file')) return 'its name comes twice'
  kinds.set(key, kind)
  for (let at = key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1)) {
    const parent = key.slice(0, at)
    if (kinds.get(parent) === 'file') return 'it lies in a file'
    kinds.set(parent, 'folder')
  }
  return null
}
