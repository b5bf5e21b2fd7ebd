/** A curve over thresholds; what x and y are is said by the function that gives it. */
export interface Curve {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly thresholds: Float64Array
}

/**
 * How many positives and negatives score at least each distinct score, from the highest down
 * (scikit-learn's `_binary_clf_curve`): equal scores are one step, so ties cannot be won by their order.
 */
export interface RankedScores {
  readonly thresholds: Float64Array
  readonly truePositives: Float64Array
  readonly falsePositives: Float64Array
  readonly positiveCount: number
  readonly negativeCount: number
}

/**
 * @param positives  scores of the samples of the class, any order, finite; not changed
 * @param negatives  scores of all others
 */
export function rankScores(positives: Float64Array, negatives: Float64Array): RankedScores {
  const high = positives.toSorted()
  const low = negatives.toSorted()
  const size = high.length + low.length
  const thresholds = new Float64Array(size)
  const truePositives = new Float64Array(size)
  const falsePositives = new Float64Array(size)
  let positive = high.length
  let negative = low.length
  let count = 0
  while (positive > 0 || negative > 0) {
    const threshold = Math.max(
      positive > 0 ? high[positive - 1]! : -Infinity,
      negative > 0 ? low[negative - 1]! : -Infinity,
    )
    while (positive > 0 && high[positive - 1] === threshold) positive--
    while (negative > 0 && low[negative - 1] === threshold) negative--
    thresholds[count] = threshold
    truePositives[count] = high.length - positive
    falsePositives[count] = low.length - negative
    count++
  }
  return {
    thresholds: thresholds.slice(0, count),
    truePositives: truePositives.slice(0, count),
    falsePositives: falsePositives.slice(0, count),
    positiveCount: high.length,
    negativeCount: low.length,
  }
}

/**
 * One class against all others.
 * @param probabilities  [n, classCount] row-major
 * @param labels         [n]
 */
export function rankClass(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classCount: number,
  index: number,
): RankedScores {
  const positives: number[] = []
  const negatives: number[] = []
  for (let sample = 0; sample < labels.length; sample++) {
    const score = probabilities[sample * classCount + index]!
    if (labels[sample] === index) positives.push(score)
    else negatives.push(score)
  }
  return rankScores(Float64Array.from(positives), Float64Array.from(negatives))
}

/** Every (sample, class) as one decision: the micro average over classes. */
export function rankAll(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classCount: number,
): RankedScores {
  const positives = new Float64Array(labels.length)
  const negatives = new Float64Array(labels.length * (classCount - 1))
  let negative = 0
  for (let sample = 0; sample < labels.length; sample++) {
    for (let index = 0; index < classCount; index++) {
      const score = probabilities[sample * classCount + index]!
      if (labels[sample] === index) positives[sample] = score
      else negatives[negative++] = score
    }
  }
  return rankScores(positives, negatives)
}
