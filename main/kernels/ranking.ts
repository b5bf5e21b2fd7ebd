import type { Rng } from './rng.ts'

/**
 * Indices of the values from the largest to the smallest. NaN comes last.
 * @param values  any shape
 * @param rng     breaks ties at random; without it equal values keep their order
 * @returns       new permutation of [0, n)
 */
export function rankDescending(values: Float32Array, rng?: Rng): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index)
  rng?.shuffle(order)
  // TypedArray.prototype.sort is stable, so shuffled ties stay as the shuffle left them.
  return order.sort((a, b) => sortable(values[b]!) - sortable(values[a]!))
}

function sortable(value: number): number {
  if (Number.isNaN(value) || value === -Infinity) return -Number.MAX_VALUE
  return value === Infinity ? Number.MAX_VALUE : value
}
