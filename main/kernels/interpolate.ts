import { WorkbenchError } from '#contract/errors.ts'

/** `numpy.linspace(start, stop, count)`: float64, both ends included; count >= 1. */
export function linspace(start: number, stop: number, count: number): Float64Array {
  const step = (stop - start) / (count - 1)
  const values = Float64Array.from({ length: count }, (_, index) =>
    index === 0 ? start : index * step + start,
  )
  if (count > 1) values[count - 1] = stop
  return values
}

/**
 * Linear interpolation of a signal whose samples lie at equal distances, sampled anew at `count` equal distances
 * from its first to its last point: `numpy.interp(linspace(0, 1, count), linspace(0, 1, L), src)`.
 * @param src    [L], L >= 2
 * @param count  number of samples, >= 2
 * @returns      new [count]
 * @throws       WorkbenchError `shape_mismatch` for fewer than two points on either side
 */
export function resampleLinear(src: Float64Array, count: number): Float64Array {
  if (src.length < 2 || count < 2) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: ${src.length} to ${count} points (both must be >= 2)`,
    )
  }
  const from = linspace(0, 1, src.length)
  const to = linspace(0, 1, count)
  const out = new Float64Array(count)
  let left = 0
  for (let index = 0; index < count; index++) {
    const position = to[index]!
    while (left < src.length - 2 && from[left + 1]! <= position) left++
    if (position === from[left + 1]!) {
      out[index] = src[left + 1]!
      continue
    }
    const slope = (src[left + 1]! - src[left]!) / (from[left + 1]! - from[left]!)
    out[index] = slope * (position - from[left]!) + src[left]!
  }
  return out
}
