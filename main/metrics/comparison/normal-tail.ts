/** Below it the series of erf converges quickly and loses few digits to cancellation; above it the continued fraction does. */
const SERIES_LIMIT = 2

/**
 * Probability that a standard normal value exceeds `z` (the survival function, 1 - Phi).
 * @param z  finite
 * @returns  in [0, 1], to about 13 digits, also far out in the tail
 * @see      Abramowitz, Stegun 1964: 7.1.5 (series), 7.1.14 (continued fraction)
 */
export function normalTail(z: number): number {
  const size = Math.abs(z) / Math.SQRT2
  const upper = size < SERIES_LIMIT ? (1 - erfSeries(size)) / 2 : erfcFraction(size) / 2
  return z < 0 ? 1 - upper : upper
}

/** erf x = 2 / sqrt(pi) * sum of (-1)^n x^(2n+1) / (n! (2n+1)) */
function erfSeries(x: number): number {
  let power = x
  let sum = x
  for (let n = 1; Math.abs(power) > 1e-18 * Math.abs(sum); n++) {
    power *= (-x * x) / n
    sum += power / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

/** erfc x = exp(-x^2) / sqrt(pi) * 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))), from the inside out. */
function erfcFraction(x: number): number {
  let tail = x
  for (let n = 120; n > 0; n--) tail = x + n / 2 / tail
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail
}
