import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import type { ModelGraph } from '../graph/model-graph.ts'
import { findHdf5Signature } from './hdf5-file.ts'
import { readKerasH5 } from './keras-h5.ts'

export interface LoadedModel {
  readonly model: ModelGraph
  readonly format: ModelFormatId
  /** What wrote the file: `keras 2.4.0`. */
  readonly producer: string
  /** Of the file, in hexadecimal. */
  readonly sha256: string
  readonly byteLength: number
}

interface ModelFormat {
  readonly id: string
  readonly title: string
  recognises(bytes: Uint8Array): boolean
  read(bytes: Uint8Array, name: string): Promise<{ model: ModelGraph; producer: string }>
}

/** Every format that can be read, told apart by their content, never by the file's name. */
const modelFormats = [
  {
    id: 'keras-h5',
    title: 'Keras 2 HDF5 (.h5)',
    recognises: (bytes) => findHdf5Signature(bytes) !== undefined,
    read: readKerasH5,
  },
] as const satisfies readonly ModelFormat[]

export type ModelFormatId = (typeof modelFormats)[number]['id']

/**
 * Reads a model file whole and checks it; nothing is computed.
 *
 * @throws WorkbenchError `file_unreadable`, `file_unsupported`, `file_corrupt`, `layer_unsupported`, `weights_invalid` or
 *         `model_load_failed`
 */
export async function readModel(path: string): Promise<LoadedModel> {
  const name = basename(path)
  const bytes = await readFile(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new WorkbenchError('file_unreadable', `file not readable: ${name} (${reason})`, { cause })
  })
  const format = modelFormats.find((candidate) => candidate.recognises(bytes))
  if (format === undefined) {
    const titles = modelFormats.map(({ title }) => title).join(', ')
    throw new WorkbenchError('file_unsupported', `unknown model format: ${name} (read are: ${titles})`)
  }
  const { model, producer } = await format.read(bytes, name)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { model, format: format.id, producer, sha256, byteLength: bytes.length }
}
