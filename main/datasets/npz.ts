import { crc32 } from 'node:zlib'
import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate'
import { WorkbenchError } from '#contract/errors.ts'
import { readNpy, writeNpy, type NpyArray } from './npy.ts'
import type { NumericArray } from './npy-elements.ts'
import { zipChecksums } from './zip-directory.ts'

/** What one archive may unpack to; a small file that claims more is refused before anything is unpacked. */
export interface NpzLimits {
  readonly entries: number
  readonly entryBytes: number
  readonly totalBytes: number
}

export const NPZ_LIMITS: NpzLimits = { entries: 10_000, entryBytes: 2 ** 31 - 1, totalBytes: 2 ** 32 }

/**
 * Reads the arrays of an .npz archive, stored or deflated; entries that do not end in .npy are left out.
 * @param bytes   the whole file
 * @param name    what to call it in errors
 * @param wanted  which arrays to unpack; all where left out
 * @throws        WorkbenchError `file_corrupt`, `file_unsupported`
 */
export function readNpz(
  bytes: Uint8Array,
  name: string,
  wanted: (arrayName: string) => boolean = () => true,
  limits: NpzLimits = NPZ_LIMITS,
): ReadonlyMap<string, NpyArray> {
  const unpacked = unpack(
    bytes,
    name,
    (entry) => entry.endsWith('.npy') && wanted(entry.slice(0, -4)),
    limits,
  )
  const checksums = zipChecksums(bytes)
  const arrays = new Map<string, NpyArray>()
  for (const [entry, content] of Object.entries(unpacked)) {
    const expected = checksums.get(entry)
    if (expected !== undefined && crc32(content) !== expected) {
      throw new WorkbenchError(
        'file_corrupt',
        `corrupt archive: ${name} (checksum of ${entry} does not match)`,
      )
    }
    arrays.set(entry.slice(0, -4), readNpy(content, `${name}/${entry}`))
  }
  return arrays
}

function unpack(
  bytes: Uint8Array,
  name: string,
  wanted: (entry: string) => boolean,
  limits: NpzLimits,
): Readonly<Record<string, Uint8Array>> {
  let entries = 0
  let total = 0
  const filter = (entry: UnzipFileInfo): boolean => {
    entries += 1
    if (entries > limits.entries) throw tooLarge(name, `more than ${limits.entries} entries`)
    if (!wanted(entry.name)) return false
    total += entry.originalSize
    if (entry.originalSize > limits.entryBytes || total > limits.totalBytes) {
      throw tooLarge(name, `${entry.name} unpacks to ${entry.originalSize} bytes`)
    }
    return true
  }
  try {
    return unzipSync(bytes, { filter })
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new WorkbenchError('file_corrupt', `corrupt archive: ${name} (${reason})`, { cause: thrown })
  }
}

function tooLarge(name: string, reason: string): WorkbenchError {
  return new WorkbenchError('file_unsupported', `archive too large: ${name} (${reason})`)
}

/** Writes an .npz archive; the same arrays give the same bytes. */
export function writeNpz(
  arrays: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: NumericArray }>>,
  { compress = true }: { compress?: boolean } = {},
): Uint8Array {
  const files = Object.fromEntries(
    Object.entries(arrays).map(([key, { shape, data }]) => [`${key}.npy`, writeNpy(shape, data)]),
  )
  return zipSync(files, { level: compress ? 6 : 0, mtime: '1980-01-01T00:00:00' })
}
