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

const sums = new WeakMap<Float32Array, Plane>()

/** [H, W], [H, W, C] or [L] to one plane; channels are added, so that a signed map keeps its total. */
export function planeOf(map: { readonly values: Float32Array; readonly shape: readonly number[] }): Plane {
  const [first = 1, second, channels = 1] = map.shape
  if (second === undefined) return { values: map.values, height: 1, width: first }
  if (channels === 1) return { values: map.values, height: first, width: second }
  const known = sums.get(map.values)
  if (known !== undefined) return known
  const values = new Float32Array(first * second)
  for (let i = 0; i < values.length; i++) {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += map.values[i * channels + c]!
    values[i] = sum
  }
  const plane = { values, height: first, width: second }
  sums.set(map.values, plane)
  return plane
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
  const columns = samplesAlong({ count: width, from: region.x, step: stepX, size: plane.width, smooth })
  const rows = samplesAlong({ count: height, from: region.y, step: stepY, size: plane.height, smooth })
  const { values } = plane
  let at = 0
  for (let row = 0; row < height; row++) {
    const upper = rows.first[row]! * plane.width
    const lower = rows.second[row]! * plane.width
    const down = rows.share[row]!
    for (let column = 0; column < width; column++) {
      const left = columns.first[column]!
      const right = columns.second[column]!
      const across = columns.share[column]!
      const top = values[upper + left]! * (1 - across) + values[upper + right]! * across
      const bottom = values[lower + left]! * (1 - across) + values[lower + right]! * across
      const value = top + (bottom - top) * down
      const index = 3 * Math.min(TABLE_SIZE - 1, Math.max(0, Math.round((value - range.low) * factor)))
      out[at++] = table[index]!
      out[at++] = table[index + 1]!
      out[at++] = table[index + 2]!
      out[at++] = 255
    }
  }
}

/** The two values that each step of a side lies between, and how far it is from the first to the second. */
interface Samples {
  readonly first: Uint32Array
  readonly second: Uint32Array
  readonly share: Float64Array
}

interface Side {
  /** Steps, and where the side's first px begins, in plane px. */
  readonly count: number
  readonly from: number
  readonly step: number
  /** Values along the side. */
  readonly size: number
  readonly smooth: boolean
}

/** The same for every row or column, so it is worked out once. Without smoothing both values are the nearest one. */
function samplesAlong({ count, from, step, size, smooth }: Side): Samples {
  const first = new Uint32Array(count)
  const second = new Uint32Array(count)
  const share = new Float64Array(count)
  for (let index = 0; index < count; index++) {
    const place = from + (index + 0.5) * step
    const held = Math.min(size - 1, Math.max(0, smooth ? place - 0.5 : Math.floor(place)))
    first[index] = Math.floor(held)
    second[index] = smooth ? Math.min(size - 1, first[index]! + 1) : first[index]!
    share[index] = smooth ? held - first[index]! : 0
  }
  return { first, second, share }
}
