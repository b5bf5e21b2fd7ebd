import { existsSync, statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
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
 * wherever it lies.
 */
export async function placeOfTile(session: Session, input: string): Promise<TilePlace> {
  const path = resolve(input)
  for (const { id, kind, location } of await session.call('datasets.list', {})) {
    if (kind !== 'tile' || !existsSync(location) || !statSync(location).isDirectory()) continue
    const name = relative(location, path).split(sep).join('/')
    const { names } = await session.call('samples.table', { datasetId: id, modelId: null })
    if (names.includes(name)) return { data: location, sample: name }
  }
  return { data: path, sample: 0 }
}
