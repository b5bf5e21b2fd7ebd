import { readFileSync } from 'node:fs'

export interface PictureFacts {
  readonly mode: string
  readonly width: number
  readonly height: number
  readonly crc32: number
  readonly firstPixels: readonly number[]
}

export interface NpyCase {
  readonly name: string
  /** base64 */
  readonly bytes: string
  readonly shape: readonly number[]
  readonly values: readonly (number | string)[]
}

export interface Mnist1dCase {
  readonly seed: number
  readonly firstTrain: readonly number[]
  readonly lastTest: readonly number[]
  readonly trainLabels: readonly number[]
  readonly testLabels: readonly number[]
  readonly trainNorm: number
  readonly testSum: number
}

export interface Reference {
  readonly pictures: Readonly<Record<string, PictureFacts>>
  readonly npy: readonly NpyCase[]
  readonly refused: Readonly<Record<string, string>>
  readonly npz: { readonly stored: string; readonly deflated: string }
  readonly mnist1d: readonly Mnist1dCase[]
}

const folder = new URL('../reference/datasets/', import.meta.url)

/** What Pillow and NumPy read. */
export const reference: Reference = JSON.parse(readFileSync(new URL('reference.json', folder), 'utf8'))

export const picturePath = (name: string): URL => new URL(`pictures/${name}`, folder)
export const pictureBytes = (name: string): Uint8Array => readFileSync(picturePath(name))
