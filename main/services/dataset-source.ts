import { existsSync, statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import { PICTURE_FILE } from '../datasets/image-folder.ts'
import type { SampleSource } from '../datasets/sample-source.ts'

export interface NamedSource {
  readonly name: string
  readonly source: SampleSource
}

export type BuiltInDataset = 'mnist1d' | 'synthetic-tissue'

const BUILT_IN = {
  'synthetic-tissue': {
    name: 'Synthetic tissue',
    // The model learnt from the tiles of seed 1 and was judged on those of seed 2.
    source: { kind: 'synthetic', seed: 2026, count: 400 },
  },
  // The reference data set of the paper's generator.
  mnist1d: { name: 'MNIST-1D', source: { kind: 'mnist1d', seed: 42, split: 'test' } },
} as const satisfies Record<BuiltInDataset, NamedSource>

export function builtInSource(id: BuiltInDataset): NamedSource {
  return BUILT_IN[id]
}

/** @throws WorkbenchError `file_unreadable`, `file_unsupported` before anything is listed */
export function sourceOfPath(path: string): NamedSource {
  if (!existsSync(path)) {
    throw new WorkbenchError('file_unreadable', `data missing: ${path} (no such file or folder)`)
  }
  if (statSync(path).isDirectory()) return { name: basename(path) || path, source: { kind: 'folder', path } }
  if (PICTURE_FILE.test(path)) return { name: basename(path), source: { kind: 'files', paths: [path] } }
  const extension = extname(path).toLowerCase()
  if (extension === '.npz' || extension === '.npy') {
    return { name: basename(path, extname(path)), source: { kind: 'npz', path } }
  }
  throw new WorkbenchError(
    'file_unsupported',
    `data not supported: ${path} (must be a folder of pictures, a picture, an .npz or an .npy)`,
  )
}
