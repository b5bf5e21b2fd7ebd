import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import { PICTURE_FILE } from '../datasets/image-folder.ts'
import type { Session } from './session.ts'

/** Which sample is meant: a source, as `--data` takes it, and the sample's name or place in it. */
export interface TilePlace {
  readonly data: string
  readonly sample: string | number
}

/** @throws WorkbenchError before anything is opened, where the input is no picture */
export function checkTile(input: string): void {
  const path = resolve(input)
  if (!existsSync(path)) throw new WorkbenchError('file_unreadable', `input missing: ${input} (no such file)`)
  if (statSync(path).isFile() && PICTURE_FILE.test(path)) return
  throw new WorkbenchError(
    'file_unsupported',
    `input not supported: ${input} (must be a TIFF, PNG, JPEG, WebP or BMP picture; for signals use --data mnist1d --index N)`,
  )
}

/**
 * The tile in the data set of the workspace that has it, so that its stored maps are found; else the file by itself,
 * wherever it lies. With `amongOthers` it comes with those of its data set on the disk: the method compares with them.
 */
export async function placeOfTile(
  session: Session,
  input: string,
  { amongOthers }: { amongOthers: boolean },
): Promise<TilePlace> {
  const path = resolve(input)
  for (const { id, kind, location } of await session.call('datasets.list', {})) {
    if (kind !== 'tile' || !existsSync(location) || !statSync(location).isDirectory()) continue
    const name = relative(location, path).split(sep).join('/')
    const { names } = await session.call('samples.table', { datasetId: id, modelId: null })
    if (names.includes(name)) return { data: location, sample: name }
  }
  const folder = amongOthers ? folderOfClasses(path) : undefined
  if (folder === undefined) return { data: path, sample: 0 }
  return { data: folder, sample: `${basename(dirname(path))}/${basename(path)}` }
}

/** The folder above the tile's, where that folder and those beside it are class folders: each holds pictures. */
function folderOfClasses(path: string): string | undefined {
  try {
    const parent = dirname(dirname(path))
    const names = readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
    const areClasses = names.length > 1 && names.every((name) => holdsPictures(join(parent, name)))
    return areClasses ? parent : undefined
  } catch {
    // A folder beside it that cannot be looked into: then nothing is known of classes.
    return undefined
  }
}

function holdsPictures(folder: string): boolean {
  return readdirSync(folder).some((name) => PICTURE_FILE.test(name))
}
