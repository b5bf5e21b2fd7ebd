import { WorkbenchError } from '#contract/errors.ts'

/** Filters of Pillow's `Image.resize`, by its names in lower case. */
export const PILLOW_FILTERS = ['nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'] as const
export type PillowFilter = (typeof PILLOW_FILTERS)[number]

/** An 8-bit picture, [height, width, channels] row-major; each channel is resized on its own. */
export interface BytePicture {
  readonly data: Uint8Array
  readonly height: number
  readonly width: number
  readonly channels: number
}

interface Kernel {
  /** Half width in source pixels, before widening. */
  readonly support: number
  readonly weight: (x: number) => number
}

/** Fixed-point weights: 32 bits, less 8 of the value, less 2 of headroom. */
const PRECISION = 22

const KERNELS: Readonly<Record<Exclude<PillowFilter, 'nearest'>, Kernel>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weight: (x) => {
      const reach = Math.abs(x)
      if (reach === 0) return 1
      return reach >= 1 ? 0 : sinc(reach) * (0.54 + 0.46 * Math.cos(reach * Math.PI))
    },
  },
  bicubic: { support: 2, weight: (x) => cubic(Math.abs(x), -0.5) },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI)
}

function cubic(x: number, a: number): number {
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
}

/**
 * Resizes as Pillow's 8-bit `Image.resize((width, height), filter)`, equal to the byte: columns first, then rows,
 * rounding to 8 bits between; the filter is widened when shrinking; weights are 22-bit fixed point.
 * @param src   [h, w, C]
 * @param size  { height, width } in px, integers >= 1
 * @returns     a new picture
 * @throws      WorkbenchError `shape_mismatch`, `invalid_param`
 * @see         Pillow, libImaging/Resample.c; its sine is the C library's, ours the engine's (same to the byte in tests)
 */
export function resizePillow(
  src: BytePicture,
  size: { readonly height: number; readonly width: number },
  filter: PillowFilter = 'bilinear',
): BytePicture {
  checkSizes(src, size)
  if (filter === 'nearest') return nearest(src, size)
  const kernel = KERNELS[filter]
  const wide = src.width === size.width ? src : resizeColumns(src, size.width, kernel)
  const both = wide.height === size.height ? wide : resizeRows(wide, size.height, kernel)
  return both === src ? { ...src, data: src.data.slice() } : both
}

function checkSizes(src: BytePicture, size: { readonly height: number; readonly width: number }): void {
  const { data, height, width, channels } = src
  if (data.length !== height * width * channels || data.length === 0) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: picture ${height}x${width}x${channels} holds ${height * width * channels} bytes, got ${data.length}`,
    )
  }
  for (const [name, value] of [
    ['height', size.height],
    ['width', size.width],
  ] as const) {
    if (!Number.isInteger(value) || value < 1) {
      throw new WorkbenchError('invalid_param', `invalid ${name}: ${value} (must be an integer >= 1)`)
    }
  }
}

/** For each output position: the first source position, how many follow, and their fixed-point weights. */
interface Taps {
  readonly first: Int32Array
  readonly count: Int32Array
  readonly weights: Int32Array
  readonly stride: number
}

function tapsOf(from: number, to: number, kernel: Kernel): Taps {
  const scale = from / to
  const widening = Math.max(scale, 1)
  const support = kernel.support * widening
  const stride = Math.ceil(support) * 2 + 1
  const taps: Taps = {
    first: new Int32Array(to),
    count: new Int32Array(to),
    weights: new Int32Array(to * stride),
    stride,
  }
  const inverse = 1 / widening
  const raw = new Float64Array(stride)
  for (let position = 0; position < to; position++) {
    const centre = (position + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - support + 0.5))
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - first
    let total = 0
    for (let tap = 0; tap < count; tap++) {
      raw[tap] = kernel.weight((tap + first - centre + 0.5) * inverse)
      total += raw[tap]!
    }
    taps.first[position] = first
    taps.count[position] = count
    for (let tap = 0; tap < count; tap++) {
      const weight = total === 0 ? raw[tap]! : raw[tap]! / total
      taps.weights[position * stride + tap] = Math.trunc(weight * 2 ** PRECISION + (weight < 0 ? -0.5 : 0.5))
    }
  }
  return taps
}

function resizeColumns(src: BytePicture, width: number, kernel: Kernel): BytePicture {
  const { height, channels } = src
  const { first, count, weights, stride } = tapsOf(src.width, width, kernel)
  const data = new Uint8Array(height * width * channels)
  for (let row = 0; row < height; row++) {
    const line = row * src.width * channels
    for (let column = 0; column < width; column++) {
      const start = line + first[column]! * channels
      for (let channel = 0; channel < channels; channel++) {
        let sum = 1 << (PRECISION - 1)
        for (let tap = 0; tap < count[column]!; tap++) {
          sum += src.data[start + tap * channels + channel]! * weights[column * stride + tap]!
        }
        data[(row * width + column) * channels + channel] = clipped(sum)
      }
    }
  }
  return { data, height, width, channels }
}

function resizeRows(src: BytePicture, height: number, kernel: Kernel): BytePicture {
  const { width, channels } = src
  const { first, count, weights, stride } = tapsOf(src.height, height, kernel)
  const line = width * channels
  const data = new Uint8Array(height * line)
  const sums = new Int32Array(line)
  for (let row = 0; row < height; row++) {
    sums.fill(1 << (PRECISION - 1))
    for (let tap = 0; tap < count[row]!; tap++) {
      const weight = weights[row * stride + tap]!
      const start = (first[row]! + tap) * line
      for (let index = 0; index < line; index++) sums[index]! += src.data[start + index]! * weight
    }
    for (let index = 0; index < line; index++) data[row * line + index] = clipped(sums[index]!)
  }
  return { data, height, width, channels }
}

function clipped(sum: number): number {
  const value = sum >> PRECISION
  return value < 0 ? 0 : value > 255 ? 255 : value
}

function nearest(src: BytePicture, size: { readonly height: number; readonly width: number }): BytePicture {
  const { height, width } = size
  const { channels } = src
  const columns = nearestPositions(src.width, width)
  const rows = nearestPositions(src.height, height)
  const data = new Uint8Array(height * width * channels)
  let target = 0
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const start = (rows[row]! * src.width + columns[column]!) * channels
      for (let channel = 0; channel < channels; channel++) data[target++] = src.data[start + channel]!
    }
  }
  return { data, height, width, channels }
}

/** Pillow adds the scale step by step, so its rounding is repeated here. */
function nearestPositions(from: number, to: number): Int32Array {
  const scale = from / to
  const positions = new Int32Array(to)
  let centre = scale * 0.5
  for (let position = 0; position < to; position++) {
    positions[position] = Math.min(from - 1, Math.trunc(centre))
    centre += scale
  }
  return positions
}
