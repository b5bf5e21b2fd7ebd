import type { Curve, RankedScores } from './ranked-scores.ts'

/**
 * ROC curve: x = false positive rate, y = true positive rate, thresholds falling; starts at (0, 0) with
 * the highest score + 1 (scikit-learn 1.2's `roc_curve`, later versions write infinity there).
 * Points on a straight line between their neighbours are left out, as there (`drop_intermediate`).
 * @returns  null where a rate is undefined: no positive or no negative
 */
export function rocCurve(ranked: RankedScores): Curve | null {
  const { truePositives, falsePositives, thresholds, positiveCount, negativeCount } = ranked
  if (positiveCount === 0 || negativeCount === 0) return null
  const last = thresholds.length - 1
  const x = [0]
  const y = [0]
  const kept = [thresholds[0]! + 1]
  for (let index = 0; index <= last; index++) {
    if (index > 0 && index < last && isCollinear(truePositives, falsePositives, index)) continue
    x.push(falsePositives[index]! / negativeCount)
    y.push(truePositives[index]! / positiveCount)
    kept.push(thresholds[index]!)
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y), thresholds: Float64Array.from(kept) }
}

/**
 * Area under the ROC curve by trapezoids: ties count half.
 * @returns  in [0, 1]; null where there is no positive or no negative
 */
export function rocAuc({
  truePositives,
  falsePositives,
  positiveCount,
  negativeCount,
}: RankedScores): number | null {
  if (positiveCount === 0 || negativeCount === 0) return null
  let doubled = 0
  for (let index = 0; index < truePositives.length; index++) {
    const positivesBefore = index === 0 ? 0 : truePositives[index - 1]!
    const negativesBefore = index === 0 ? 0 : falsePositives[index - 1]!
    doubled += (falsePositives[index]! - negativesBefore) * (truePositives[index]! + positivesBefore)
  }
  return doubled / 2 / positiveCount / negativeCount
}

function isCollinear(truePositives: Float64Array, falsePositives: Float64Array, index: number): boolean {
  return (
    truePositives[index + 1]! - truePositives[index]! === truePositives[index]! - truePositives[index - 1]! &&
    falsePositives[index + 1]! - falsePositives[index]! ===
      falsePositives[index]! - falsePositives[index - 1]!
  )
}
