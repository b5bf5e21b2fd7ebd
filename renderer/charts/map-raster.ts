import { TABLE_SIZE } from './colormaps.ts'

/** One value per position of a map. */
export interface Plane {
  readonly values: Float32Array
  readonly height: number
  readonly width: number
}

export interface Range {
  readonly low: number
  readonly high: number
}

/** [H, W], [H, W, C] or [L] to one plane; channels are added, so that a signed map keeps its total. */
export function planeOf(map: { readonly values: Float32Array; readonly shape: readonly number[] }): Plane {
  const [first = 1, second, channels = 1] = map.shape
  if (second === undefined) return { values: map.values, height: 1, width: first }
  if (channels === 1) return { values: map.values, height: first, width: second }
  const values = new Float32Array(first * second)
  for (let i = 0; i < values.length; i++) {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += map.values[i * channels + c]!
    values[i] = sum
  }
  return { values, height: first, width: second }
}

/** End values of the colour bar: symmetric about zero for signed maps, minimum to maximum for others. */
export function displayRange(values: Float32Array, signed: boolean): Range {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (!(low <= high)) return { low: 0, high: 1 }
  if (!signed) return { low, high }
  const reach = Math.max(Math.abs(low), Math.abs(high))
  return { low: -reach, high: reach }
}

/** Value at a point in plane px (pixel i covers i .. i + 1); edges are held. */
export function valueAt(plane: Plane, x: number, y: number, smooth: boolean): number {
  const { values, height, width } = plane
  if (!smooth) {
    const column = Math.min(width - 1, Math.max(0, Math.floor(x)))
    return values[Math.min(height - 1, Math.max(0, Math.floor(y))) * width + column]!
  }
  const cx = Math.min(width - 1, Math.max(0, x - 0.5))
  const cy = Math.min(height - 1, Math.max(0, y - 0.5))
  const x0 = Math.floor(cx)
  const y0 = Math.floor(cy)
  const x1 = Math.min(width - 1, x0 + 1)
  const y1 = Math.min(height - 1, y0 + 1)
  const fx = cx - x0
  const top = values[y0 * width + x0]! * (1 - fx) + values[y0 * width + x1]! * fx
  const bottom = values[y1 * width + x0]! * (1 - fx) + values[y1 * width + x1]! * fx
  return top + (bottom - top) * (cy - y0)
}

interface RasterRequest {
  readonly plane: Plane
  /** Region of the plane to draw, in plane px. */
  readonly region: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** Size of the drawing, px. */
  readonly width: number
  readonly height: number
  readonly range: Range
  /** From `colorTable`. */
  readonly table: Uint8Array
  readonly smooth: boolean
}

/**
 * Colours a region of a map, opaque. Values are interpolated before they are coloured: blending colours would show
 * values that the map does not have.
 */
export function rasterize(request: RasterRequest, out: Uint8ClampedArray): void {
  const { plane, region, width, height, range, table, smooth } = request
  const span = range.high - range.low
  const factor = span > 0 ? (TABLE_SIZE - 1) / span : 0
  const stepX = region.width / width
  const stepY = region.height / height
  for (let row = 0; row < height; row++) {
    const y = region.y + (row + 0.5) * stepY
    for (let column = 0; column < width; column++) {
      const value = valueAt(plane, region.x + (column + 0.5) * stepX, y, smooth)
      const index = Math.min(TABLE_SIZE - 1, Math.max(0, Math.round((value - range.low) * factor)))
      const at = 4 * (row * width + column)
      out[at] = table[3 * index]!
      out[at + 1] = table[3 * index + 1]!
      out[at + 2] = table[3 * index + 2]!
      out[at + 3] = 255
    }
  }
}
