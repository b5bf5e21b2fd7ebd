/** Pixels at which the error is followed: enough for a mean, few beside the masks themselves. */
const MAX_PIXELS = 1024

/** Standard error of a mean over masks weighted by scores, at a regular choice of pixels. */
export interface MaskMeanError {
  add(score: number, mask: Float32Array): void
  /** Mean over the pixels of the standard error of sum(score M) / sum(M): a ratio's, by linearisation. */
  ofRatio(): number
  /** The same for sum(score M) / (n p). */
  ofExpectation(count: number, keepProbability: number): number
}

/**
 * @param area  number of pixels of a mask
 * @see         Cochran, Sampling Techniques, 3rd ed. 1977, Eq. 2.45 (ratio estimate)
 */
export function maskMeanError(area: number): MaskMeanError {
  const stride = Math.ceil(area / MAX_PIXELS)
  const count = Math.ceil(area / stride)
  const sums = Array.from({ length: 5 }, () => new Float64Array(count))
  const [mask1, mask2, scored1, scored2, scoredSquared2] = sums as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / count
  return {
    add: (score, mask) => {
      for (let index = 0; index < count; index++) {
        const value = mask[index * stride]!
        const square = value * value
        mask1[index]! += value
        mask2[index]! += square
        scored1[index]! += score * value
        scored2[index]! += score * square
        scoredSquared2[index]! += score * score * square
      }
    },
    ofRatio: () =>
      mean(
        mask1.map((total, index) => {
          if (total === 0) return 0
          const ratio = scored1[index]! / total
          const squares = scoredSquared2[index]! - 2 * ratio * scored2[index]! + ratio * ratio * mask2[index]!
          return Math.sqrt(Math.max(0, squares)) / total
        }),
      ),
    ofExpectation: (masks, keepProbability) =>
      mean(
        scored1.map((total, index) => {
          const variance = Math.max(0, scoredSquared2[index]! / masks - (total / masks) ** 2)
          return Math.sqrt(variance / (masks - 1)) / keepProbability
        }),
      ),
  }
}
