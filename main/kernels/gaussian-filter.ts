import { WorkbenchError } from '#contract/errors.ts'

/** Reach of the kernel in standard deviations, as SciPy's default. */
const TRUNCATE = 4

/**
 * Sampled, normalised Gaussian: 2 r + 1 float64 weights, r = floor(4 sigma + 0.5) unless `radius` is given.
 * @throws WorkbenchError `invalid_param` when sigma is not positive and finite
 */
export function gaussianKernel(sigma: number, radius = Math.floor(TRUNCATE * sigma + 0.5)): Float64Array {
  if (!(sigma > 0) || !Number.isFinite(sigma)) {
    throw new WorkbenchError('invalid_param', `invalid sigma: ${sigma} (must be > 0)`)
  }
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, index) =>
    Math.exp((-0.5 / (sigma * sigma)) * (index - radius) ** 2),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/**
 * `scipy.ndimage.gaussian_filter(src, sigma)` of a 1-D signal: mode `reflect` (d c b a | a b c d | d c b a), truncate 4.
 * @param src    [L] float64
 * @param sigma  standard deviation in samples, > 0
 * @returns      new [L]
 */
export function gaussianFilter1d(src: Float64Array, sigma: number): Float64Array {
  const kernel = gaussianKernel(sigma)
  const radius = (kernel.length - 1) / 2
  const { length } = src
  const out = new Float64Array(length)
  for (let position = 0; position < length; position++) {
    let sum = src[position]! * kernel[radius]!
    for (let offset = radius; offset > 0; offset--) {
      const left = src[reflected(position - offset, length)]!
      const right = src[reflected(position + offset, length)]!
      sum += (left + right) * kernel[radius - offset]!
    }
    out[position] = sum
  }
  return out
}

/** Index of a sample beyond the border: the border sample counts twice, again and again for short signals. */
export function reflected(index: number, length: number): number {
  if (index >= 0 && index < length) return index
  const period = 2 * length
  const wrapped = ((index % period) + period) % period
  return wrapped < length ? wrapped : period - 1 - wrapped
}
