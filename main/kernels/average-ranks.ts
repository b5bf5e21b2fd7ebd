/**
 * Ranks from 1 (smallest) to n; equal values share the mean of their ranks (SciPy's `rankdata`, method `average`).
 * @param values  finite
 * @returns       new [n]
 */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const ascending = Uint32Array.from({ length: values.length }, (_, index) => index)
  ascending.sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(values.length)
  let start = 0
  while (start < ascending.length) {
    const value = values[ascending[start]!]!
    let end = start + 1
    while (end < ascending.length && values[ascending[end]!] === value) end++
    for (let place = start; place < end; place++) ranks[ascending[place]!] = (start + 1 + end) / 2
    start = end
  }
  return ranks
}
