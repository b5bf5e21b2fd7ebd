import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { WorkbenchError } from '#contract/errors.ts'
import { ARCHIVE_HOST, type KnownDataset } from './catalogue.ts'
import { parseAddress } from './download/address.ts'
import { checkArchive } from './download/checksum.ts'
import { checkDiskSpace } from './download/disk-space.ts'
import { downloadFile, type Patience } from './download/download-file.ts'
import { locked } from './download/fetch-lock.ts'
import { PartFile } from './download/part-file.ts'
import { TransferError } from './download/transfer-error.ts'
import { checkClassFolders, isWhole, placesOf, writeFileList } from './stored-dataset.ts'
import { unpackZip } from './unpack/unpack-zip.ts'

export interface FetchOptions {
  /** Folder of all fetched data sets. */
  readonly home: string
  /** Another server with the same paths. */
  readonly host?: string | undefined
  /** The archive, brought by the person: nothing is downloaded. */
  readonly file?: string | undefined
  readonly patience?: Patience | undefined
  readonly signal: AbortSignal
  /** Bytes received and unpacked. */
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Makes the data set be there, whole: checked where it is, unpacked from the archive where that was brought, downloaded
 * otherwise. It appears in its place complete or not at all; a download that stops can go on later.
 * @throws WorkbenchError `download_failed`, `file_corrupt`, `store_full`, `cancelled`
 */
export async function fetchDataset(dataset: KnownDataset, options: FetchOptions): Promise<void> {
  const { home, signal, onProgress } = options
  await mkdir(home, { recursive: true })
  try {
    await locked(placesOf(home, dataset).lock, async () => {
      if (await isWhole(home, dataset, { signal, onProgress })) return
      const archive = await obtain(dataset, options)
      await install(dataset, archive, options)
      await partOf(dataset, options).remove()
    })
  } catch (thrown) {
    // Streams tell of an abort in words of their own.
    signal.throwIfAborted()
    throw isDiskFull(thrown)
      ? new WorkbenchError('store_full', `disk full: ${home} (free some space, then try again)`, {
          cause: thrown,
        })
      : thrown
  }
}

/** How much a download that stopped has left to go on from. */
export async function receivedBytes(dataset: KnownDataset, home: string, host?: string): Promise<number> {
  return partOf(dataset, { home, host }).size()
}

export function archiveAddress({ archive }: KnownDataset, host: string = ARCHIVE_HOST): string {
  return `${host.replace(/\/+$/, '')}${archive.path}`
}

/** @returns path of the archive, checked */
async function obtain(dataset: KnownDataset, options: FetchOptions): Promise<string> {
  const { home, signal } = options
  const places = placesOf(home, dataset)
  const brought = options.file ?? (existsSync(places.archive) ? places.archive : null)
  if (brought !== null) {
    if (!existsSync(brought))
      throw new WorkbenchError('file_unreadable', `archive missing: ${brought} (no such file)`)
    await checkDiskSpace(home, dataset.unpackedBytes)
    await checkArchive(brought, dataset.archive, signal)
    return brought
  }
  await download(dataset, options)
  try {
    await checkArchive(places.part, dataset.archive, signal)
  } catch (thrown) {
    // Nothing of it can be told from the right bytes; what merely stops is kept.
    if (WorkbenchError.from(thrown).code === 'file_corrupt') await partOf(dataset, options).remove()
    throw thrown
  }
  return places.part
}

async function download(dataset: KnownDataset, options: FetchOptions): Promise<void> {
  const { home, signal, patience } = options
  const { archive, unpackedBytes } = dataset
  const part = partOf(dataset, options)
  const address = parseAddress(archiveAddress(dataset, options.host))
  await checkDiskSpace(home, archive.bytes - (await part.size()) + unpackedBytes)
  try {
    await downloadFile({
      address,
      part,
      bytes: archive.bytes,
      signal,
      ...(patience === undefined ? {} : { patience }),
      onProgress: (received) => options.onProgress(received, archive.bytes + unpackedBytes),
    })
  } catch (thrown) {
    throw thrown instanceof TransferError ? downloadFailed(thrown, dataset, options) : thrown
  }
}

/** Into a folder beside the place, then moved there in one step. */
async function install(dataset: KnownDataset, archive: string, options: FetchOptions): Promise<void> {
  const { home, signal } = options
  const places = placesOf(home, dataset)
  const { bytes } = dataset.archive
  // Left by a process that was killed.
  await rm(places.unpacking, { recursive: true, force: true })
  await mkdir(places.unpacking)
  try {
    const files = await unpackZip(archive, places.unpacking, {
      limits: limitsOf(dataset),
      signal,
      onProgress: (done, total) =>
        options.onProgress(
          bytes + Math.round((done / Math.max(1, total)) * dataset.unpackedBytes),
          bytes + dataset.unpackedBytes,
        ),
    })
    await checkClassFolders(places.unpacking, dataset)
    await writeFileList(places.unpacking, dataset, files)
    await replace(places)
  } finally {
    await rm(places.unpacking, { recursive: true, force: true })
  }
}

/** A damaged data set is given up only when its successor is complete. */
async function replace({ root, unpacking, replaced }: ReturnType<typeof placesOf>): Promise<void> {
  await rm(replaced, { recursive: true, force: true })
  if (existsSync(root)) await moved(root, replaced)
  await moved(unpacking, root)
  await rm(replaced, { recursive: true, force: true })
}

/** On Windows a virus scanner may still hold a file that was just written. */
async function moved(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to)
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
      if (process.platform !== 'win32' || (code !== 'EPERM' && code !== 'EBUSY') || attempt === 5)
        throw thrown
      await sleep(attempt * 200)
    }
  }
}

/** The archive is known to the byte; these hold even should a checksum be forged. */
function limitsOf({ sampleCount, unpackedBytes }: KnownDataset) {
  return { entries: 2 * sampleCount + 100, bytes: 2 * unpackedBytes + 2 ** 20, ratio: 100 }
}

function partOf(dataset: KnownDataset, { home, host }: Pick<FetchOptions, 'home' | 'host'>): PartFile {
  return new PartFile(placesOf(home, dataset).part, {
    address: archiveAddress(dataset, host),
    sha256: dataset.archive.sha256,
  })
}

function downloadFailed(
  error: TransferError,
  dataset: KnownDataset,
  { home, host }: FetchOptions,
): WorkbenchError {
  const { name, bytes, md5 } = dataset.archive
  const place = placesOf(home, dataset).archive
  const address = archiveAddress(dataset, host)
  return new WorkbenchError(
    'download_failed',
    `download failed: ${address}: ${error.message} (what was received is kept, try again; without a network, bring ${name}, ${bytes} bytes, md5 ${md5}, from ${dataset.page} and put it at ${place}, or choose it: --from on the command line)`,
    { cause: error, details: { name, bytes, md5, address, place, offline: error.isOffline } },
  )
}

function isDiskFull(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT')
}
