import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import { arrayHash, notAPicture } from './array-samples.ts'
import { npyFloat32, readNpy, type NpyArray } from './npy.ts'
import { readNpz } from './npz.ts'
import { labelsOf } from './npz-labels.ts'
import { positionOf, type OpenedSource, type SampleKey } from './opened-source.ts'
import { defaultPreprocessing, preprocessImage } from './preprocess.ts'
import type { RgbPicture } from './rgb-picture.ts'

const FILE_LIMIT = 2 ** 31 - 1
const PAIRS = [
  ['x_test', 'y_test'],
  ['x', 'y'],
] as const

/** The samples of one array: [N, L] or [N, L, 1] are signals, [N, H, W] and [N, H, W, C] are tiles. */
export async function openNpzSource(path: string): Promise<OpenedSource> {
  const name = basename(path)
  const { x, y, names } = readArrays(await readWhole(path, name), name)
  const shape = sampleShapeOf(x, name)
  const [height, width, channels] = shape
  const size = height * width * channels
  const kind = height === 1 && channels === 1 && x.shape.length <= 3 ? 'signal' : 'tile'
  const { labels, classNames } = labelsOf(y, names, x.shape[0]!, name)
  const samples = labels.map((label, index) => ({ name: `x/${String(index).padStart(5, '0')}`, label }))
  const bytes = x.data instanceof Uint8Array ? x.data : undefined
  const values = bytes === undefined ? npyFloat32(x, name) : undefined
  const valuesOf = (index: number): Float32Array =>
    values === undefined
      ? Float32Array.from(bytes!.subarray(index * size, (index + 1) * size))
      : values.slice(index * size, (index + 1) * size)
  const pictureOf = (index: number): RgbPicture => ({
    rgb: toRgb(valuesOf(index), channels, bytes !== undefined),
    width,
    height,
  })
  return {
    kind,
    classNames,
    samples,
    problems: [],
    sampleShape: shape,
    templates: [],
    read: async (key, preprocessing) => {
      const index = positionOf(key, samples)
      // Bytes are pictures as any other; floats are taken as the input that the model was given.
      if (kind === 'signal' || bytes === undefined) return finite(valuesOf(index), samples[index]!.name)
      return preprocessImage(pictureOf(index), preprocessing ?? defaultPreprocessing(height, width, channels))
    },
    picture: async (key) => {
      const index = positionOf(key, samples)
      if (kind === 'signal') throw notAPicture(samples[index]!.name)
      return pictureOf(index)
    },
    hash: async (key: SampleKey) => {
      const index = positionOf(key, samples)
      return arrayHash(
        bytes === undefined ? valuesOf(index) : bytes.subarray(index * size, (index + 1) * size),
      )
    },
    evidence: async () => null,
  }
}

/** One NaN makes every prediction and every value of a map NaN. @throws WorkbenchError `file_corrupt` */
function finite(values: Float32Array, name: string): Float32Array {
  const wrong = values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0)
  if (wrong === 0) return values
  throw new WorkbenchError(
    'file_corrupt',
    `corrupt sample: ${name} (${wrong} of ${values.length} values are NaN or infinite)`,
  )
}

async function readWhole(path: string, name: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > FILE_LIMIT) {
      throw new WorkbenchError(
        'file_unsupported',
        `file too large: ${name} (${size} bytes; at most ${FILE_LIMIT})`,
      )
    }
    return await readFile(path)
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new WorkbenchError('file_unreadable', `unreadable file: ${name} (${reason})`, { cause: thrown })
  }
}

interface Arrays {
  readonly x: NpyArray
  readonly y: NpyArray | undefined
  readonly names: NpyArray | undefined
}

function readArrays(bytes: Uint8Array, name: string): Arrays {
  if (!name.toLowerCase().endsWith('.npz')) return { x: readNpy(bytes, name), y: undefined, names: undefined }
  const wanted = new Set<string>([...PAIRS.flat(), 'class_names', 'classes'])
  const arrays = readNpz(bytes, name, (arrayName) => wanted.has(arrayName))
  for (const [xName, yName] of PAIRS) {
    const x = arrays.get(xName)
    if (x !== undefined)
      return { x, y: arrays.get(yName), names: arrays.get('class_names') ?? arrays.get('classes') }
  }
  throw new WorkbenchError(
    'file_unsupported',
    `unsupported archive: ${name} (must hold x and y, or x_test and y_test)`,
  )
}

/** [H, W, C] of one sample. */
function sampleShapeOf(x: NpyArray, name: string): readonly [number, number, number] {
  const [count, first, second, third] = x.shape
  if (count !== undefined && count > 0 && !x.shape.includes(0)) {
    if (x.shape.length === 2) return [1, first!, 1]
    if (x.shape.length === 3) return second === 1 ? [1, first!, 1] : [first!, second!, 1]
    if (x.shape.length === 4 && (third === 1 || third === 3 || first === 1)) return [first!, second!, third!]
  }
  throw new WorkbenchError(
    'file_unsupported',
    `unsupported array: ${name} of [${x.shape.join(', ')}] (must be [N, L], [N, L, 1], [N, H, W] or [N, H, W, 1 or 3])`,
  )
}

/** Floats are taken as 0 .. 1 unless the sample reaches beyond. */
function toRgb(values: Float32Array, channels: number, areBytes: boolean): Uint8Array {
  let low = 0
  let high = areBytes ? 255 : 1
  if (!areBytes && values.some((value) => value < 0 || value > 1)) {
    low = values.reduce((least, value) => Math.min(least, value), Infinity)
    high = values.reduce((most, value) => Math.max(most, value), -Infinity)
  }
  const pixels = values.length / channels
  const rgb = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = values[pixel * channels + (channels === 3 ? channel : 0)]!
      rgb[pixel * 3 + channel] = Math.round(
        Math.min(255, Math.max(0, (255 * (value - low)) / (high - low || 1))),
      )
    }
  }
  return rgb
}
