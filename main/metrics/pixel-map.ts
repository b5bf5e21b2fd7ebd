import { WorkbenchError } from '#contract/errors.ts'

/**
 * One value a pixel: a map with channels is summed over them.
 * @param map    [H, W] or [H, W, C]; a signal's [L] is both
 * @param shape  [H, W, C] of the sample
 * @returns      [H, W], the map itself where it is that already
 * @throws       WorkbenchError `shape_mismatch`
 */
export function pixelMap(
  map: Float32Array,
  [height, width, channels]: readonly [number, number, number],
): Float32Array {
  const pixels = height * width
  if (map.length === pixels) return map
  if (map.length !== pixels * channels) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: map of ${map.length} values, input ${height}x${width}x${channels}`,
    )
  }
  return Float32Array.from({ length: pixels }, (_, pixel) => {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += map[pixel * channels + channel]!
    return sum
  })
}

/** Why a map ranks nothing, in words; null where it does. */
export function mapProblem(map: Float32Array): string | null {
  let minimum = Infinity
  let maximum = -Infinity
  for (const value of map) {
    if (!Number.isFinite(value)) return 'the map holds values that are not finite'
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  return minimum === maximum ? 'the map is constant' : null
}
