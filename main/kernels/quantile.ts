/**
 * Quantile with linear interpolation between order statistics (`numpy.quantile`'s default).
 * @param values    any shape, without NaN
 * @param fraction  in [0, 1]
 * @returns         NaN for an empty array
 */
export function quantile(values: Float32Array | Float64Array, fraction: number): number {
  if (values.length === 0) return NaN
  const ascending = values.toSorted()
  const position = (values.length - 1) * fraction
  const low = Math.floor(position)
  const high = Math.min(values.length - 1, low + 1)
  return ascending[low]! + (ascending[high]! - ascending[low]!) * (position - low)
}
