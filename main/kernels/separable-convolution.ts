import type { PictureSize } from './gaussian-blur.ts'

/**
 * Convolves each channel with a symmetric kernel down the columns and along the rows; beyond the border lies zero. A signal
 * (height 1) is convolved along its length alone.
 * @param src     [H, W, C]
 * @param kernel  odd length, symmetric
 * @returns       new [H, W, C]
 */
export function convolveSeparable(src: Float32Array, size: PictureSize, kernel: Float64Array): Float32Array {
  const { height, width, channels } = size
  const along = convolveAxis(
    Float64Array.from(src),
    { blocks: height, count: width, stride: channels },
    kernel,
  )
  const both =
    height === 1 ? along : convolveAxis(along, { blocks: 1, count: height, stride: width * channels }, kernel)
  return Float32Array.from(both)
}

interface Axis {
  readonly blocks: number
  readonly count: number
  readonly stride: number
}

function convolveAxis(
  src: Float64Array,
  { blocks, count, stride }: Axis,
  kernel: Float64Array,
): Float64Array {
  const radius = (kernel.length - 1) / 2
  const out = new Float64Array(src.length)
  for (let block = 0; block < blocks; block++) {
    for (let position = 0; position < count; position++) {
      const target = (block * count + position) * stride
      const first = Math.max(0, position - radius)
      const last = Math.min(count - 1, position + radius)
      for (let source = first; source <= last; source++) {
        const weight = kernel[source - position + radius]!
        const offset = (block * count + source) * stride
        for (let lane = 0; lane < stride; lane++) out[target + lane]! += weight * src[offset + lane]!
      }
    }
  }
  return out
}
