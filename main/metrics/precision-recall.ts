import type { Curve, RankedScores } from './ranked-scores.ts'

/**
 * Precision-recall curve: x = recall, y = precision, from the lowest score (recall 1) to the point
 * recall 0, precision 1 that has no threshold (scikit-learn's `precision_recall_curve`): thresholds are one fewer.
 * @returns  null where recall is undefined: no positive
 */
export function precisionRecallCurve(ranked: RankedScores): Curve | null {
  const { truePositives, falsePositives, thresholds, positiveCount } = ranked
  if (positiveCount === 0) return null
  const size = thresholds.length
  const x = new Float64Array(size + 1)
  const y = new Float64Array(size + 1)
  for (let index = 0; index < size; index++) {
    const hits = truePositives[size - 1 - index]!
    x[index] = hits / positiveCount
    y[index] = hits / (hits + falsePositives[size - 1 - index]!)
  }
  x[size] = 0
  y[size] = 1
  return { x, y, thresholds: thresholds.toReversed() }
}

/**
 * Average precision: sum over thresholds of (R_n - R_{n-1}) P_n, without interpolation
 * (scikit-learn's `average_precision_score`).
 * @returns  in [0, 1]; null where there is no positive
 */
export function averagePrecision({
  truePositives,
  falsePositives,
  positiveCount,
}: RankedScores): number | null {
  if (positiveCount === 0) return null
  let sum = 0
  let before = 0
  for (let index = 0; index < truePositives.length; index++) {
    const hits = truePositives[index]!
    sum += ((hits - before) / positiveCount) * (hits / (hits + falsePositives[index]!))
    before = hits
  }
  return sum
}
