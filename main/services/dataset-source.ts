import { existsSync, statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import type { SampleSource } from '../datasets/sample-source.ts'

export interface NamedSource {
  readonly name: string
  readonly source: SampleSource
}

/** The reference data set of the paper's generator. */
const MNIST1D_SEED = 42

export function builtInSource(id: 'mnist1d'): NamedSource {
  return { name: 'MNIST-1D', source: { kind: id, seed: MNIST1D_SEED, split: 'test' } }
}

/** @throws WorkbenchError `file_unreadable`, `file_unsupported` before anything is listed */
export function sourceOfPath(path: string): NamedSource {
  if (!existsSync(path)) {
    throw new WorkbenchError('file_unreadable', `data missing: ${path} (no such file or folder)`)
  }
  if (statSync(path).isDirectory()) return { name: basename(path) || path, source: { kind: 'folder', path } }
  const extension = extname(path).toLowerCase()
  if (extension === '.npz' || extension === '.npy') {
    return { name: basename(path, extname(path)), source: { kind: 'npz', path } }
  }
  throw new WorkbenchError(
    'file_unsupported',
    `data not supported: ${path} (must be a folder of pictures, an .npz or an .npy)`,
  )
}
