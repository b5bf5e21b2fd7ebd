/** How far a map that promises to sum to something is from it. */
export interface Additivity {
  readonly sum: number
  /** What the values should sum to: f(x) - f(reference). */
  readonly promised: number
  /** sum - promised */
  readonly residual: number
  /** |residual| / |promised|; null where nothing is promised (0). */
  readonly relative: number | null
}

/** @param values  signed attributions of any shape, before channels are joined */
export function additivity(values: Float32Array | Float64Array, promised: number): Additivity {
  let sum = 0
  for (const value of values) sum += value
  const residual = sum - promised
  return { sum, promised, residual, relative: promised === 0 ? null : Math.abs(residual / promised) }
}
