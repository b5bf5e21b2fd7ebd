import { readFileSync } from 'node:fs'

export interface Draws {
  readonly seed: number
  readonly words: readonly number[]
  readonly randomSample: readonly number[]
  readonly uniform: readonly number[]
  readonly randn: readonly number[]
  readonly randint: readonly number[]
  readonly randnAgain: readonly number[]
  readonly choice: readonly number[]
  readonly permutation: readonly number[]
  readonly sampleAfter: number
}

export interface ResizeCase {
  readonly seed: number
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
  readonly channels: number
  readonly filter: 'nearest' | 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos'
  readonly crc32: number
}

export interface Reference {
  readonly draws: readonly Draws[]
  readonly gaussianFilter1d: readonly { sigma: number; length: number; values: readonly number[] }[]
  readonly gaussianFilter2d: { sigma: number; values: readonly number[] }
  readonly resize: readonly ResizeCase[]
  readonly resample: readonly { count: number; values: readonly number[] }[]
  readonly quantile: Readonly<Record<string, number>>
  readonly colours: Readonly<Record<string, readonly (readonly number[])[]>>
}

/** Numbers of NumPy, SciPy, Pillow and matplotlib. */
export const reference: Reference = JSON.parse(
  readFileSync(new URL('../reference/kernels/reference.json', import.meta.url), 'utf8'),
)
