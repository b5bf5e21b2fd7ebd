import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { tensor, type Tensor } from '../../main/graph/tensor.ts'

interface Numbers {
  readonly shape: number[]
  readonly values: number[]
}
interface ModelReference {
  readonly input: Numbers
  readonly output: Numbers
  readonly layers: Readonly<Record<string, Numbers>>
  readonly gradients?: Readonly<Record<string, Numbers>>
}

const FOLDER = resolve(import.meta.dirname, '../reference/models')

/** Path of one of the small models in test/reference/models. */
export function referenceModelPath(name: string): string {
  return resolve(FOLDER, `${name}.h5`)
}

/** What PyTorch computed for it. */
export function modelReference(name: string): ModelReference {
  return JSON.parse(readFileSync(resolve(FOLDER, `${name}.json`), 'utf8')) as ModelReference
}

/** An array of a reference as a feed: a signal [N, L, C] stands as [N, 1, L, C]. */
export function asFeed({ shape, values }: Numbers): Tensor {
  const [batch = 0, ...rest] = shape
  return tensor([batch, ...(rest.length === 2 ? [1, ...rest] : rest)], values)
}
