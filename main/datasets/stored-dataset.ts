import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import type { KnownDataset } from './catalogue.ts'
import type { UnpackedFile } from './unpack/unpack-zip.ts'

const LIST = 'eosin-files.json'

/** What was unpacked, so that it can be told later whether all of it is still there. */
const FileList = z.object({
  id: z.string(),
  sha256: z.string(),
  files: z.array(z.tuple([z.string(), z.int().min(0), z.int().min(0)])),
})

/** Where everything of a data set lies, below the folder of all fetched data sets. */
export function placesOf(home: string, { id, archive }: KnownDataset) {
  return {
    /** The data set itself, whole or not at all. */
    root: join(home, id),
    /** The person may put the archive here. */
    archive: join(home, archive.name),
    part: join(home, `${archive.name}.part`),
    unpacking: join(home, `${id}.unpacking`),
    replaced: join(home, `${id}.replaced`),
    lock: join(home, `${id}.lock`),
  }
}

/** The folder with the class folders. */
export function samplesFolder(home: string, dataset: KnownDataset): string {
  return join(placesOf(home, dataset).root, dataset.folder)
}

export async function writeFileList(
  root: string,
  { id, archive }: KnownDataset,
  files: readonly UnpackedFile[],
): Promise<void> {
  const list = {
    id,
    sha256: archive.sha256,
    files: files.map(({ name, bytes, crc32: sum }) => [name, bytes, sum]),
  }
  await writeFile(join(root, LIST), JSON.stringify(list))
}

/** A look at the folders, not at every file. */
export async function isPresent(home: string, dataset: KnownDataset): Promise<boolean> {
  const [list, folder] = await Promise.all([
    stat(join(placesOf(home, dataset).root, LIST)).catch(() => null),
    stat(samplesFolder(home, dataset)).catch(() => null),
  ])
  return list?.isFile() === true && folder?.isDirectory() === true
}

/** Reads every file: true when all are there as they were unpacked. What somebody added is not looked at. */
export async function isWhole(
  home: string,
  dataset: KnownDataset,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
): Promise<boolean> {
  const { root } = placesOf(home, dataset)
  const list = await readFileList(root)
  if (list === null || list.sha256 !== dataset.archive.sha256) return false
  const total = list.files.reduce((sum, [, bytes]) => sum + bytes, 0)
  let done = 0
  for (const [name, bytes, sum] of list.files) {
    signal.throwIfAborted()
    const content = await readFile(join(root, ...name.split('/'))).catch(() => null)
    if (content === null || content.length !== bytes || crc32(content) !== sum) return false
    done += bytes
    onProgress(done, total)
  }
  return true
}

/** The archive's checksum vouches for its content; this for its being what the catalogue thinks it is. */
export async function checkClassFolders(root: string, { folder, classFolders }: KnownDataset): Promise<void> {
  for (const name of classFolders) {
    const stats = await stat(join(root, folder, name)).catch(() => null)
    if (stats?.isDirectory() !== true) {
      throw new WorkbenchError(
        'file_corrupt',
        `archive has no folder: ${folder}/${name} (one for each class)`,
      )
    }
  }
}

async function readFileList(root: string): Promise<z.infer<typeof FileList> | null> {
  try {
    return FileList.parse(JSON.parse(await readFile(join(root, LIST), 'utf8')))
  } catch {
    // Missing or torn: then nothing is known of the files either.
    return null
  }
}
