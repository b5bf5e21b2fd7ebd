import { WorkbenchError } from '#contract/errors.ts'

/** What a classifier said of labelled samples. */
export interface LabelledPredictions {
  /** [n, classCount] row-major, finite */
  readonly probabilities: Float32Array | Float64Array
  /** [n], integers in [0, classCount) */
  readonly labels: ArrayLike<number>
  readonly classCount: number
}

/**
 * @throws WorkbenchError `shape_mismatch` when the lengths do not fit, `invalid_input` for no sample,
 *         a label out of range or a probability that is no finite number
 */
export function checkPredictions({ probabilities, labels, classCount }: LabelledPredictions): void {
  if (!Number.isInteger(classCount) || classCount < 1) {
    throw new WorkbenchError('invalid_input', `invalid classCount: ${classCount} (must be an integer >= 1)`)
  }
  if (labels.length === 0)
    throw new WorkbenchError('invalid_input', 'invalid labels: none (must be at least one)')
  if (probabilities.length !== labels.length * classCount) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: ${probabilities.length} probabilities, ${labels.length} labels of ${classCount} classes`,
    )
  }
  for (let sample = 0; sample < labels.length; sample++) {
    const label = labels[sample]!
    if (Number.isInteger(label) && label >= 0 && label < classCount) continue
    throw invalidAt(`label: ${label}`, sample, `must be an integer in [0, ${classCount})`)
  }
  for (let index = 0; index < probabilities.length; index++) {
    if (Number.isFinite(probabilities[index])) continue
    throw invalidAt(`probability: ${probabilities[index]}`, Math.floor(index / classCount), 'must be finite')
  }
}

/**
 * Leaves out samples without a label (label < 0).
 * @returns  new arrays, and how many were left out
 */
export function selectLabelled(predictions: LabelledPredictions): {
  readonly probabilities: Float32Array | Float64Array
  readonly labels: Int32Array
  readonly classCount: number
  readonly leftOut: number
} {
  const { probabilities, labels, classCount } = predictions
  const kept = Int32Array.from({ length: labels.length }, (_, sample) => sample).filter(
    (sample) => labels[sample]! >= 0,
  )
  const rows = probabilities.slice(0, kept.length * classCount)
  for (const [row, sample] of kept.entries()) {
    rows.set(probabilities.subarray(sample * classCount, (sample + 1) * classCount), row * classCount)
  }
  return {
    probabilities: rows,
    labels: kept.map((sample) => labels[sample]!),
    classCount,
    leftOut: labels.length - kept.length,
  }
}

/**
 * Index of the largest probability of each row, the first of equal ones (as NumPy's argmax).
 * @returns  new [n]
 */
export function predictedClasses({ probabilities, labels, classCount }: LabelledPredictions): Int32Array {
  const predicted = new Int32Array(labels.length)
  for (let sample = 0; sample < predicted.length; sample++) {
    const start = sample * classCount
    let best = 0
    for (let index = 1; index < classCount; index++) {
      if (probabilities[start + index]! > probabilities[start + best]!) best = index
    }
    predicted[sample] = best
  }
  return predicted
}

function invalidAt(what: string, sample: number, rule: string): WorkbenchError {
  return new WorkbenchError('invalid_input', `invalid ${what} of sample ${sample} (${rule})`, {
    details: { sample },
  })
}
