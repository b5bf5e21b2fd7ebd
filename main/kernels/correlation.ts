import { WorkbenchError } from '#contract/errors.ts'
import { averageRanks } from './average-ranks.ts'

/**
 * Pearson's correlation of two lists of equal length.
 * @returns  in [-1, 1]; null where it is undefined: fewer than two values, a constant list, or a value that is not finite
 * @throws   WorkbenchError `shape_mismatch`
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  if (a.length !== b.length) {
    throw new WorkbenchError('shape_mismatch', `shape mismatch: lists of ${a.length} and ${b.length} values`)
  }
  if (!varies(a) || !varies(b)) return null
  const meanA = meanOf(a)
  const meanB = meanOf(b)
  let products = 0
  let squaresA = 0
  let squaresB = 0
  for (let index = 0; index < a.length; index++) {
    const deviationA = a[index]! - meanA
    const deviationB = b[index]! - meanB
    products += deviationA * deviationB
    squaresA += deviationA * deviationA
    squaresB += deviationB * deviationB
  }
  const correlation = products / (Math.sqrt(squaresA) * Math.sqrt(squaresB))
  return Number.isFinite(correlation) ? Math.min(1, Math.max(-1, correlation)) : null
}

/**
 * Spearman's rank correlation: Pearson's of the average ranks.
 * @returns  in [-1, 1]; null where it is undefined, as `pearson`
 * @throws   WorkbenchError `shape_mismatch`
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  return varies(a) && varies(b) ? pearson(averageRanks(a), averageRanks(b)) : null
}

/** All finite and not all equal: deviations from the mean of equal values are rounding, never a correlation. */
function varies(values: ArrayLike<number>): boolean {
  let differs = false
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index]!)) return false
    if (values[index] !== values[0]) differs = true
  }
  return differs
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]!
  return sum / values.length
}
