/** Counts of label (row) against prediction (column). */
export interface Confusion {
  readonly classCount: number
  /** [classCount, classCount] row-major */
  readonly counts: Int32Array
  /** [classCount] samples of each class */
  readonly support: Int32Array
  /** [classCount] samples predicted as each class */
  readonly predictedCount: Int32Array
}

export interface ConfusedPair {
  readonly label: number
  readonly predicted: number
  readonly count: number
}

/** A class that another one is confused with. */
export interface ConfusedClass {
  readonly index: number
  /** Samples of ours that were taken for it. */
  readonly takenFor: number
  /** Samples of it that were taken for ours. */
  readonly takenFrom: number
}

/**
 * @param labels     [n], integers in [0, classCount)
 * @param predicted  [n], the same range
 */
export function confusionOf(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): Confusion {
  const counts = new Int32Array(classCount * classCount)
  const support = new Int32Array(classCount)
  const predictedCount = new Int32Array(classCount)
  for (let sample = 0; sample < labels.length; sample++) {
    const label = labels[sample]!
    const guess = predicted[sample]!
    counts[label * classCount + guess]!++
    support[label]!++
    predictedCount[guess]!++
  }
  return { classCount, counts, support, predictedCount }
}

/** Rows of counts, as the command line prints them. */
export function confusionRows({ counts, classCount }: Confusion): number[][] {
  return Array.from({ length: classCount }, (_, label) => [
    ...counts.subarray(label * classCount, (label + 1) * classCount),
  ])
}

/** Wrong pairs by their count, most frequent first; equal counts by label, then prediction. */
export function confusedPairs({ counts, classCount }: Confusion): ConfusedPair[] {
  const pairs: ConfusedPair[] = []
  for (let label = 0; label < classCount; label++) {
    for (let predicted = 0; predicted < classCount; predicted++) {
      const count = counts[label * classCount + predicted]!
      if (label !== predicted && count > 0) pairs.push({ label, predicted, count })
    }
  }
  return pairs.sort((a, b) => b.count - a.count || a.label - b.label || a.predicted - b.predicted)
}

/** The classes that a class is confused with, both directions together, most frequent first. */
export function confusedWith({ counts, classCount }: Confusion, index: number): ConfusedClass[] {
  return Array.from({ length: classCount }, (_, other) => ({
    index: other,
    takenFor: counts[index * classCount + other]!,
    takenFrom: counts[other * classCount + index]!,
  }))
    .filter((other) => other.index !== index && other.takenFor + other.takenFrom > 0)
    .sort((a, b) => b.takenFor + b.takenFrom - a.takenFor - a.takenFrom || a.index - b.index)
}
