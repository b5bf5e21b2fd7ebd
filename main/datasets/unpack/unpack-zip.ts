import { createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import * as yauzl from 'yauzl'
import { WorkbenchError } from '#contract/errors.ts'
import { checkedEntries, type UnpackLimits } from './zip-entries.ts'

export interface UnpackedFile {
  /** Relative, with slashes. */
  readonly name: string
  readonly bytes: number
  readonly crc32: number
}

export interface UnpackOptions {
  readonly limits: UnpackLimits
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Unpacks into a folder, which must be empty: nothing there is written over.
 * @throws WorkbenchError `file_corrupt`; the signal's reason when it fires; errors of the disk
 */
export async function unpackZip(
  path: string,
  folder: string,
  options: UnpackOptions,
): Promise<UnpackedFile[]> {
  const { limits, signal, onProgress } = options
  const { size } = await stat(path)
  const zip = await openZip(path)
  try {
    const entries = await asCorrupt(path, () => checkedEntries(zip, { path, bytes: size }, limits))
    const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
    const files: UnpackedFile[] = []
    let done = 0
    for (const entry of entries) {
      signal.throwIfAborted()
      const target = join(folder, ...entry.fileName.split('/'))
      if (entry.fileName.endsWith('/')) await mkdir(target, { recursive: true })
      else files.push(await asCorrupt(path, () => writeEntry(zip, entry, { target, signal })))
      done += entry.uncompressedSize
      onProgress(done, total)
    }
    return files
  } finally {
    zip.close()
  }
}

function openZip(path: string): Promise<yauzl.ZipFile> {
  return asCorrupt(path, () =>
    yauzl.openPromise(path, { autoClose: false, strictFileNames: true, validateEntrySizes: true }),
  )
}

async function writeEntry(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  { target, signal }: { target: string; signal: AbortSignal },
): Promise<UnpackedFile> {
  const { fileName: name, uncompressedSize: bytes, crc32: expected } = entry
  await mkdir(dirname(target), { recursive: true })
  let found = 0
  await pipeline(
    await zip.openReadStreamPromise(entry),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        found = crc32(chunk, found)
        yield chunk
      }
    },
    createWriteStream(target, { flags: 'wx' }),
    { signal },
  )
  if (found !== expected) throw new Error(`${JSON.stringify(name)}: its checksum does not match`)
  return { name, bytes, crc32: found }
}

/** yauzl and zlib throw plain errors about the archive; those of the disk have the name of the system's call. */
async function asCorrupt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof WorkbenchError || !(thrown instanceof Error)) throw thrown
    if (thrown.name === 'AbortError' || 'syscall' in thrown) throw thrown
    throw new WorkbenchError('file_corrupt', `archive refused: ${path} (${thrown.message})`, {
      cause: thrown,
    })
  }
}
