import type { TrustVerdict } from '#contract/trust.ts'
import type { MapFacts } from './facts.ts'
import { THRESHOLDS } from './thresholds.ts'

/** Mean and the marks between which 80 % of random orders lie. */
export interface RandomSpread {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** `pass` up to the first mark, `warn` up to the second, then `fail`. */
export function verdictUpTo(
  value: number,
  marks: { readonly pass: number; readonly warn: number },
): TrustVerdict {
  if (value <= marks.pass) return 'pass'
  return value <= marks.warn ? 'warn' : 'fail'
}

/** `pass` below the first mark, `warn` below the second. */
export function verdictBelow(
  value: number,
  marks: { readonly pass: number; readonly warn: number },
): TrustVerdict {
  if (value < marks.pass) return 'pass'
  return value < marks.warn ? 'warn' : 'fail'
}

/**
 * Against random orders: beyond their marks on the good side passes, on the bad side fails; between them, or where the
 * difference from their mean is nothing, is chance.
 */
export function verdictAgainstRandom(
  value: number,
  random: RandomSpread,
  better: 'higher' | 'lower',
): TrustVerdict {
  if (Math.abs(value - random.mean) < THRESHOLDS.gap.smallest) return 'warn'
  const above = value > random.high
  const below = value < random.low
  if (!above && !below) return 'warn'
  return above === (better === 'higher') ? 'pass' : 'fail'
}

/** A sum that misses its promise by no more than twice its own standard error is sampling, not a defect. */
export function verdictOnSum({
  additivity,
  sumError,
}: Pick<MapFacts, 'additivity' | 'sumError'>): TrustVerdict {
  if (additivity === null) return 'not-promised'
  const size = Math.abs(additivity.residual)
  if (size <= THRESHOLDS.additivity.negligible) return 'pass'
  const verdict =
    additivity.relative === null ? 'fail' : verdictUpTo(additivity.relative, THRESHOLDS.additivity)
  return verdict === 'fail' && sumError !== null && size <= 2 * sumError ? 'warn' : verdict
}

/**
 * How far the map reaches: its largest magnitude where it has signs, else from its smallest value to its largest (a map of
 * scores that all lie near 0.9 says what it says in the differences).
 */
export function reachOf({ minimum, maximum }: Pick<MapFacts, 'minimum' | 'maximum'>): number {
  return minimum < 0 ? Math.max(-minimum, Math.abs(maximum)) : maximum - minimum
}
