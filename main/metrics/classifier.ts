import { WorkbenchError } from '#contract/errors.ts'
import { calibrationOf, type Calibration } from './calibration.ts'
import { averagedMetrics, classMetrics, type AveragedMetrics, type ClassMetrics } from './class-metrics.ts'
import { confusedPairs, confusionOf, confusionRows, type ConfusedPair } from './confusion.ts'
import { averagePrecision, precisionRecallCurve } from './precision-recall.ts'
import { checkPredictions, predictedClasses, type LabelledPredictions } from './predictions.ts'
import { rankAll, rankClass, type Curve } from './ranked-scores.ts'
import { rocAuc, rocCurve } from './roc.ts'
import { wilsonInterval } from './wilson-interval.ts'

export interface ClassifierInput extends Omit<LabelledPredictions, 'classCount'> {
  readonly classNames: readonly string[]
  /** The number of names where left out. */
  readonly classCount?: number
}

/** scikit-learn's definitions; fractions, not percent. */
export interface ClassifierMetrics {
  readonly sampleCount: number
  readonly correct: number
  readonly accuracy: number
  /** Wilson, 95 %. */
  readonly accuracyInterval: readonly [number, number]
  readonly classes: readonly ClassMetrics[]
  /** Counts; rows: label, columns: prediction. */
  readonly confusion: readonly (readonly number[])[]
  readonly confusedPairs: readonly ConfusedPair[]
  readonly macro: AveragedMetrics
  readonly weighted: AveragedMetrics
  /** Every (sample, class) as one decision; precision, recall and F1 then equal the accuracy. */
  readonly micro: AveragedMetrics
  /** One per class, then micro last; x = false positive rate, y = true positive rate; null where undefined. */
  readonly roc: readonly (Curve | null)[]
  /** One per class, then micro last; x = recall, y = precision; null where undefined. */
  readonly precisionRecall: readonly (Curve | null)[]
  readonly calibration: Calibration
}

/**
 * Everything that is said of a classifier on labelled samples. The prediction is the class of the largest
 * probability, the first of equal ones.
 * @throws WorkbenchError `shape_mismatch`, `invalid_input` (label out of range, probability not finite, no sample)
 */
export function evaluateClassifier(input: ClassifierInput): ClassifierMetrics {
  const { probabilities, labels, classNames, classCount = classNames.length } = input
  if (classNames.length !== classCount) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: ${classNames.length} class names, ${classCount} classes`,
    )
  }
  const predictions = { probabilities, labels, classCount }
  checkPredictions(predictions)
  const predicted = predictedClasses(predictions)
  const confusion = confusionOf(labels, predicted, classCount)
  const rankings = classNames.map((_, index) => rankClass(probabilities, labels, classCount, index))
  const all = rankAll(probabilities, labels, classCount)
  const classes = classNames.map((name, index) => classMetrics(confusion, index, name, rankings[index]!))
  let correct = 0
  for (let index = 0; index < classCount; index++) correct += confusion.counts[index * (classCount + 1)]!
  const accuracy = correct / labels.length
  return {
    sampleCount: labels.length,
    correct,
    accuracy,
    accuracyInterval: wilsonInterval(correct, labels.length),
    classes,
    confusion: confusionRows(confusion),
    confusedPairs: confusedPairs(confusion),
    macro: averagedMetrics(classes, 'macro'),
    weighted: averagedMetrics(classes, 'weighted'),
    micro: {
      precision: accuracy,
      recall: accuracy,
      f1: accuracy,
      rocAuc: rocAuc(all),
      averagePrecision: averagePrecision(all),
    },
    roc: [...rankings, all].map(rocCurve),
    precisionRecall: [...rankings, all].map(precisionRecallCurve),
    calibration: calibrationOf(predictions, predicted),
  }
}
