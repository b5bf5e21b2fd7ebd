/**
 * Otsu's threshold of a few values, without a histogram: the split of the sorted values that maximises the variance between
 * the two classes.
 * @param values  finite, in any order
 * @returns       the smallest value of the upper class; undefined where fewer than two values differ
 * @see           Otsu, A Threshold Selection Method from Gray-Level Histograms, 1979, Eq. 18
 */
export function otsuSplit(values: ArrayLike<number>): number | undefined {
  const sorted = Float64Array.from(values).sort()
  const total = sorted.reduce((sum, value) => sum + value, 0)
  let below = 0
  let bestVariance = 0
  let best: number | undefined
  for (let count = 1; count < sorted.length; count++) {
    below += sorted[count - 1]!
    if (sorted[count] === sorted[count - 1]) continue
    const above = sorted.length - count
    const difference = (total - below) / above - below / count
    const variance = count * above * difference * difference
    if (variance > bestVariance) {
      bestVariance = variance
      best = sorted[count]!
    }
  }
  return best
}
