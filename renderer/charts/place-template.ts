export interface PlacedTemplate {
  /** Position of the signal that its first value lies on. */
  readonly start: number
  /** The pattern, stretched along and fitted to the height of the signal there. */
  readonly values: Float32Array
  /** Pearson's, with the signal under it. */
  readonly correlation: number
}

const STRETCHES = [0.8, 0.9, 1, 1.1, 1.25] as const

/**
 * Where a pattern without a place of its own fits a signal best: the shift and stretch that explain the most of the signal's
 * variance (a matched filter with free height and level, upright only). null where it fits nowhere.
 */
export function placeTemplate(signal: Float32Array, pattern: Float32Array): PlacedTemplate | null {
  let best: PlacedTemplate | null = null
  let most = 0
  for (const stretch of STRETCHES) {
    const stretched = resampled(pattern, Math.max(2, Math.round((pattern.length - 1) * stretch) + 1))
    for (let start = 0; start + stretched.length <= signal.length; start++) {
      const fit = fitAt(signal, stretched, start)
      if (fit === null || fit.explained <= most) continue
      most = fit.explained
      const { gain, level, correlation } = fit
      best = { start, values: stretched.map((value) => level + gain * value), correlation }
    }
  }
  return best
}

function fitAt(signal: Float32Array, pattern: Float32Array, start: number) {
  const window = signal.subarray(start, start + pattern.length)
  const [signalMean, patternMean] = [meanOf(window), meanOf(pattern)]
  let covariance = 0
  let signalSquares = 0
  let patternSquares = 0
  for (let index = 0; index < pattern.length; index++) {
    const s = window[index]! - signalMean
    const p = pattern[index]! - patternMean
    covariance += s * p
    signalSquares += s * s
    patternSquares += p * p
  }
  if (covariance <= 0 || patternSquares === 0 || signalSquares === 0) return null
  const gain = covariance / patternSquares
  return {
    explained: covariance * gain,
    gain,
    level: signalMean - gain * patternMean,
    correlation: covariance / Math.sqrt(signalSquares * patternSquares),
  }
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function resampled(values: Float32Array, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    const at = (index * (values.length - 1)) / (length - 1)
    const left = Math.min(values.length - 1, Math.floor(at))
    const right = Math.min(values.length - 1, left + 1)
    return values[left]! + (at - left) * (values[right]! - values[left]!)
  })
}
