import type { LabelledPredictions } from './predictions.ts'

export interface CalibrationBin {
  /** The bin holds confidences in (lower, upper]; the first one 0 too. */
  readonly lower: number
  readonly upper: number
  readonly count: number
  /** Mean confidence; null in an empty bin. */
  readonly confidence: number | null
  /** Share of right predictions; null in an empty bin. */
  readonly accuracy: number | null
}

export interface Calibration {
  /** Sum over bins of count / n * |accuracy - confidence|. */
  readonly expectedCalibrationError: number
  /** The largest |accuracy - confidence| of a bin. */
  readonly maximumCalibrationError: number
  /** Mean over samples of the sum over classes of (p - y)^2, in [0, 2] for probabilities (Brier 1950). */
  readonly brierScore: number
  readonly bins: readonly CalibrationBin[]
}

/**
 * Reliability of the confidence (probability of the predicted class) in bins of equal width
 * (Guo et al. 2017, https://arxiv.org/abs/1706.04599, equations 2 and 3).
 * @param predicted  [n] class with the largest probability
 */
export function calibrationOf(
  predictions: LabelledPredictions,
  predicted: ArrayLike<number>,
  binCount = 15,
): Calibration {
  const { probabilities, labels, classCount } = predictions
  const counts = new Float64Array(binCount)
  const confidences = new Float64Array(binCount)
  const hits = new Float64Array(binCount)
  for (let sample = 0; sample < labels.length; sample++) {
    const confidence = probabilities[sample * classCount + predicted[sample]!]!
    const bin = binOf(confidence, binCount)
    counts[bin]!++
    confidences[bin]! += confidence
    if (predicted[sample] === labels[sample]) hits[bin]!++
  }
  const bins = Array.from(counts, (count, bin) => ({
    lower: bin / binCount,
    upper: (bin + 1) / binCount,
    count,
    confidence: count === 0 ? null : confidences[bin]! / count,
    accuracy: count === 0 ? null : hits[bin]! / count,
  }))
  const gaps = bins.map((bin) => Math.abs((bin.accuracy ?? 0) - (bin.confidence ?? 0)))
  return {
    expectedCalibrationError: gaps.reduce((sum, gap, bin) => sum + (gap * counts[bin]!) / labels.length, 0),
    maximumCalibrationError: Math.max(...gaps),
    brierScore: brierScore(predictions),
    bins,
  }
}

function brierScore({ probabilities, labels, classCount }: LabelledPredictions): number {
  let sum = 0
  for (let sample = 0; sample < labels.length; sample++) {
    for (let index = 0; index < classCount; index++) {
      const truth = labels[sample] === index ? 1 : 0
      sum += (probabilities[sample * classCount + index]! - truth) ** 2
    }
  }
  return sum / labels.length
}

/** Compared with the very edges that are reported, so that rounding cannot put a value beside its bin. */
function binOf(confidence: number, binCount: number): number {
  let bin = Math.min(binCount - 1, Math.max(0, Math.ceil(confidence * binCount) - 1))
  while (bin > 0 && confidence <= bin / binCount) bin--
  while (bin < binCount - 1 && confidence > (bin + 1) / binCount) bin++
  return bin
}
