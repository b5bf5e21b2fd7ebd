import { WorkbenchError } from '#contract/errors.ts'
import { gaussianKernel, reflected } from './gaussian-filter.ts'

/** Size of a channels-last picture. */
export interface PictureSize {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** What lies beyond the border: `reflect` mirrors with the border pixel twice (SciPy's default), `zero` is black. */
export type BlurBorder = 'reflect' | 'zero'

/**
 * Blurs each channel with a Gaussian, rows then columns, float64 inside.
 * @param src      [H, W, C] row-major
 * @param sigma    standard deviation in px, > 0
 * @param options  `radius` of the kernel in px (default floor(4 sigma + 0.5)); `border` (default reflect)
 * @returns        new [H, W, C]
 * @throws         WorkbenchError `shape_mismatch`, `invalid_param`
 */
export function gaussianBlur(
  src: Float32Array,
  size: PictureSize,
  sigma: number,
  options: { radius?: number; border?: BlurBorder } = {},
): Float32Array {
  const { height, width, channels } = size
  if (src.length !== height * width * channels) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: picture ${height}x${width}x${channels} holds ${height * width * channels} values, got ${src.length}`,
    )
  }
  const kernel = gaussianKernel(sigma, options.radius)
  const border = options.border ?? 'reflect'
  const rows = blurAxis(
    Float64Array.from(src),
    { lines: width * channels, count: height, outer: 1 },
    kernel,
    border,
  )
  const both = blurAxis(rows, { lines: channels, count: width, outer: height }, kernel, border)
  return Float32Array.from(both)
}

/** `outer` blocks of `count` positions of `lines` adjacent values each; the blur runs along the positions. */
interface Axis {
  readonly outer: number
  readonly count: number
  readonly lines: number
}

function blurAxis(src: Float64Array, axis: Axis, kernel: Float64Array, border: BlurBorder): Float64Array {
  const { outer, count, lines } = axis
  const radius = (kernel.length - 1) / 2
  const out = new Float64Array(src.length)
  for (let block = 0; block < outer; block++) {
    for (let position = 0; position < count; position++) {
      const target = (block * count + position) * lines
      for (let tap = 0; tap < kernel.length; tap++) {
        const unclamped = position + tap - radius
        if (border === 'zero' && (unclamped < 0 || unclamped >= count)) continue
        const source = (block * count + reflected(unclamped, count)) * lines
        const weight = kernel[tap]!
        for (let line = 0; line < lines; line++) out[target + line]! += weight * src[source + line]!
      }
    }
  }
  return out
}
