const LEVELS = 256

/**
 * Otsu's threshold (1979) of a map in [0, 1], on 256 levels of round(256 V) (halves to even, 256 counted as 255).
 * @param map  any shape, values in [0, 1]; values outside fall into the end levels
 * @returns    the first level of the upper class / 256, or undefined where the map has fewer than two levels or a NaN
 */
export function otsuThreshold(map: Float32Array): number | undefined {
  const histogram = levelHistogram(map)
  const level = histogram === undefined ? undefined : otsuLevel(histogram)
  return level === undefined ? undefined : level / LEVELS
}

/**
 * The threshold that SISE fuses with: Otsu's t, or `factor` t where fewer than `share` of the pixels lie at or above
 * level round(factor t). It may then exceed 1, and nothing passes.
 * @see methods.md, SISE; default factor 1.5 and share 0.1 as the 2021 report's code
 */
export function raisedOtsuThreshold(
  map: Float32Array,
  { factor = 1.5, share = 0.1 }: { factor?: number; share?: number } = {},
): number | undefined {
  const histogram = levelHistogram(map)
  const level = histogram === undefined ? undefined : otsuLevel(histogram)
  if (histogram === undefined || level === undefined) return undefined
  const raised = roundHalfEven(factor * level)
  const above = histogram.subarray(Math.min(raised, LEVELS)).reduce((sum, count) => sum + count, 0)
  return (above < share * map.length ? factor * level : level) / LEVELS
}

/** Counts of the 256 levels; undefined where a value is NaN. */
function levelHistogram(map: Float32Array): Float64Array | undefined {
  const histogram = new Float64Array(LEVELS)
  for (const value of map) {
    if (Number.isNaN(value)) return undefined
    const level = Math.min(LEVELS - 1, Math.max(0, roundHalfEven(value * LEVELS)))
    histogram[level]! += 1
  }
  return histogram
}

/** The level that maximises the variance between the classes below it and from it on; the lowest such level. */
function otsuLevel(histogram: Float64Array): number | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0)
  const moment = histogram.reduce((sum, count, level) => sum + count * level, 0)
  let below = 0
  let belowMoment = 0
  let best: number | undefined
  let bestVariance = 0
  for (let level = 1; level < LEVELS; level++) {
    below += histogram[level - 1]!
    belowMoment += histogram[level - 1]! * (level - 1)
    const above = total - below
    if (below === 0 || above === 0) continue
    const difference = belowMoment / below - (moment - belowMoment) / above
    const variance = below * above * difference * difference
    if (variance > bestVariance) {
      bestVariance = variance
      best = level
    }
  }
  return best
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
