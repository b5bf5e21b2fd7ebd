/**
 * Elementary functions built from + - * / and Math.sqrt alone.
 *
 * IEEE 754 fixes the result of those five to the last bit; it does not fix `Math.exp`, `Math.sin` and kin, which
 * differ between engines and processors. Whatever decides the bytes of a synthetic tile goes through this file.
 */

const LN2 = 0.6931471805599453

/** 1/n! for n = 0..11, enough for |x| <= ln(2)/2 to 1e-15. */
const INVERSE_FACTORIALS = inverseFactorials(12)

function inverseFactorials(count: number): readonly number[] {
  const terms = [1]
  for (let n = 1; n < count; n++) terms.push(terms[n - 1]! / n)
  return terms
}

/** e^x by halving x into k ln 2 + r and a Taylor polynomial in r; relative error below 1e-14 for |x| < 100. */
export function exponential(x: number): number {
  const k = Math.floor(x / LN2 + 0.5)
  const r = x - k * LN2
  let sum = 0
  for (let n = INVERSE_FACTORIALS.length - 1; n >= 0; n--) sum = sum * r + INVERSE_FACTORIALS[n]!
  let power = 1
  for (let step = 0; step < Math.abs(k); step++) power *= 2
  return k < 0 ? sum / power : sum * power
}

/** cos(2 pi t): argument in turns; absolute error below 1e-9. */
export function cosineTurns(turns: number): number {
  const wrapped = Math.abs(turns - Math.floor(turns + 0.5))
  const mirrored = wrapped > 0.25
  const angle = 6.283185307179586 * (mirrored ? 0.5 - wrapped : wrapped)
  const square = angle * angle
  let sum = 0
  for (const coefficient of COSINE_COEFFICIENTS) sum = sum * square + coefficient
  return mirrored ? -sum : sum
}

/** Taylor coefficients of cos in x^2, highest first. */
const COSINE_COEFFICIENTS = [1 / 479001600, -1 / 3628800, 1 / 40320, -1 / 720, 1 / 24, -1 / 2, 1]

/** sin(2 pi t): argument in turns; absolute error below 1e-9. */
export function sineTurns(turns: number): number {
  return cosineTurns(turns - 0.25)
}

/** Hermite step: 0 at or below `low`, 1 at or above `high`, smooth between. */
export function smoothStep(low: number, high: number, value: number): number {
  const t = (value - low) / (high - low)
  if (t <= 0) return 0
  if (t >= 1) return 1
  return t * t * (3 - 2 * t)
}

/** `value` held within [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value
}
