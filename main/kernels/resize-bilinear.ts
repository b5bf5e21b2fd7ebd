import { WorkbenchError } from '#contract/errors.ts'
import type { PictureSize } from './gaussian-blur.ts'

/**
 * Resizes a float map with bilinear interpolation (half-pixel centres, edge clamp, no widening when shrinking):
 * `tf.image.resize(bilinear)`, PyTorch's `interpolate(align_corners=False)`.
 * @param src   [h, w, C] row-major, any range
 * @param from  its size
 * @param to    { height, width } in px, integers >= 1
 * @returns     new [height, width, C]; range within that of src
 * @throws      WorkbenchError `shape_mismatch` when src.length !== h * w * C, `invalid_param` for a bad size
 */
export function resizeBilinear(
  src: Float32Array,
  from: PictureSize,
  to: { readonly height: number; readonly width: number },
): Float32Array {
  const { channels } = from
  checkSizes(src, from, to)
  const rows = neighbours(from.height, to.height)
  const columns = neighbours(from.width, to.width)
  const out = new Float32Array(to.height * to.width * channels)
  let target = 0
  for (let y = 0; y < to.height; y++) {
    const top = rows.low[y]! * from.width
    const bottom = rows.high[y]! * from.width
    const down = rows.fraction[y]!
    for (let x = 0; x < to.width; x++) {
      const left = columns.low[x]!
      const right = columns.high[x]!
      const across = columns.fraction[x]!
      for (let channel = 0; channel < channels; channel++) {
        const topLeft = src[(top + left) * channels + channel]!
        const topRight = src[(top + right) * channels + channel]!
        const bottomLeft = src[(bottom + left) * channels + channel]!
        const bottomRight = src[(bottom + right) * channels + channel]!
        const upper = topLeft + (topRight - topLeft) * across
        const lower = bottomLeft + (bottomRight - bottomLeft) * across
        out[target++] = upper + (lower - upper) * down
      }
    }
  }
  return out
}

function checkSizes(
  src: Float32Array,
  from: PictureSize,
  to: { readonly height: number; readonly width: number },
): void {
  const { height, width, channels } = from
  if (src.length !== height * width * channels || src.length === 0) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: map ${height}x${width}x${channels} holds ${height * width * channels} values, got ${src.length}`,
    )
  }
  if (!Number.isInteger(to.height) || !Number.isInteger(to.width) || to.height < 1 || to.width < 1) {
    throw new WorkbenchError(
      'invalid_param',
      `invalid size: ${to.height}x${to.width} (must be integers >= 1)`,
    )
  }
}

interface Neighbours {
  readonly low: Int32Array
  readonly high: Int32Array
  readonly fraction: Float64Array
}

function neighbours(from: number, to: number): Neighbours {
  const low = new Int32Array(to)
  const high = new Int32Array(to)
  const fraction = new Float64Array(to)
  for (let position = 0; position < to; position++) {
    const centre = Math.min(from - 1, Math.max(0, ((position + 0.5) * from) / to - 0.5))
    low[position] = Math.floor(centre)
    high[position] = Math.min(from - 1, low[position]! + 1)
    fraction[position] = centre - low[position]!
  }
  return { low, high, fraction }
}
