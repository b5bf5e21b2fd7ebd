import { WorkbenchError } from '#contract/errors.ts'

/** Names of the colour maps; each lies in `resources/colormaps/<id>.json`. */
export const COLORMAP_IDS = [
  'jet',
  'viridis',
  'magma',
  'inferno',
  'cividis',
  'turbo',
  'gray',
  'red-blue',
  'purple-orange',
  'teal-brown',
] as const

/** 256 colours; `rgb` is [256, 3] bytes. A diverging map has its neutral colour in the middle. */
export interface Colormap {
  readonly id: string
  readonly title: string
  readonly kind: 'sequential' | 'diverging'
  readonly rgb: Uint8Array
}

/**
 * Reads the content of a colour map file.
 * @param file  parsed JSON: { id, title, kind, colours }, colours a string of 256 x 6 hexadecimal digits
 * @throws      WorkbenchError `file_corrupt` for anything else
 */
export function parseColormap(file: unknown): Colormap {
  if (
    typeof file === 'object' &&
    file !== null &&
    'id' in file &&
    'title' in file &&
    'kind' in file &&
    'colours' in file
  ) {
    const { id, title, kind, colours } = file
    if (
      typeof id === 'string' &&
      typeof title === 'string' &&
      (kind === 'sequential' || kind === 'diverging')
    ) {
      if (typeof colours === 'string' && /^[0-9a-f]{1536}$/.test(colours)) {
        const rgb = Uint8Array.from({ length: 768 }, (_, index) =>
          parseInt(colours.slice(2 * index, 2 * index + 2), 16),
        )
        return { id, title, kind, rgb }
      }
    }
  }
  throw new WorkbenchError(
    'file_corrupt',
    'corrupt colour map: (must have id, title, kind and 256 hexadecimal colours)',
  )
}

/** Values that are drawn in the first and the last colour. */
export interface ColourRange {
  readonly low: number
  readonly high: number
}

/**
 * The range a map is drawn in: its own for a sequential colour map, symmetric about 0 for a diverging one.
 * @returns  { low: 0, high: 0 } when no value is finite
 */
export function colourRange(map: Float32Array, kind: Colormap['kind']): ColourRange {
  let low = Infinity
  let high = -Infinity
  for (const value of map) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return { low: 0, high: 0 }
  if (kind === 'sequential') return { low, high }
  const reach = Math.max(Math.abs(low), Math.abs(high))
  return { low: -reach, high: reach }
}

/**
 * Colours a map: index floor(256 t) of t = (v - low) / (high - low), clamped, as matplotlib does.
 * @param map  [H, W] raw values
 * @returns    new [H, W, 4] bytes RGBA; a value that is not finite is transparent; a range without width takes the middle
 */
export function colourMap(map: Float32Array, colormap: Colormap, range: ColourRange): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(map.length * 4)
  const width = range.high - range.low
  for (let index = 0; index < map.length; index++) {
    const value = map[index]!
    if (!Number.isFinite(value)) continue
    const t = width > 0 ? (value - range.low) / width : 0.5
    const level = Math.min(255, Math.max(0, Math.floor(t * 256)))
    for (let channel = 0; channel < 3; channel++)
      rgba[index * 4 + channel] = colormap.rgb[level * 3 + channel]!
    rgba[index * 4 + 3] = 255
  }
  return rgba
}

/**
 * Lays a coloured map over a picture: opacity * colour + (1 - opacity) * picture, rounded.
 * @param rgb      [H, W, 3] bytes
 * @param rgba     [H, W, 4] bytes of the same size; its alpha scales the opacity
 * @param opacity  in [0, 1]
 * @returns        new [H, W, 3] bytes
 * @throws         WorkbenchError `shape_mismatch` when the sizes differ
 */
export function overlay(rgb: Uint8Array, rgba: Uint8ClampedArray, opacity: number): Uint8Array {
  const pixels = rgb.length / 3
  if (rgba.length !== pixels * 4) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: picture of ${pixels} pixels, map of ${rgba.length / 4} pixels`,
    )
  }
  const out = new Uint8Array(rgb.length)
  for (let pixel = 0; pixel < pixels; pixel++) {
    const weight = (opacity * rgba[pixel * 4 + 3]!) / 255
    for (let channel = 0; channel < 3; channel++) {
      const under = rgb[pixel * 3 + channel]!
      out[pixel * 3 + channel] = Math.round(weight * rgba[pixel * 4 + channel]! + (1 - weight) * under)
    }
  }
  return out
}
