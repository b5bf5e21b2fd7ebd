import { confusedWith, type ConfusedClass, type Confusion } from './confusion.ts'
import { averagePrecision } from './precision-recall.ts'
import type { RankedScores } from './ranked-scores.ts'
import { rocAuc } from './roc.ts'
import { wilsonInterval } from './wilson-interval.ts'

/** A figure of one class that can be undefined. */
export type ClassFigure = 'accuracy' | 'precision' | 'recall' | 'f1' | 'rocAuc' | 'averagePrecision'

/** Fractions. What is undefined is null, and `reasons` says why; it is never 0. */
export interface ClassMetrics {
  readonly index: number
  readonly name: string
  /** Samples of the class. */
  readonly support: number
  /** Samples predicted as the class. */
  readonly predictedCount: number
  /** Share of the class's samples that are right; equals recall. */
  readonly accuracy: number | null
  /** Of the accuracy: Wilson, 95 %; null where it is. */
  readonly accuracyInterval: readonly [number, number] | null
  readonly precision: number | null
  readonly recall: number | null
  /** 2 tp / (2 tp + fp + fn): 0 for a class with samples that is never predicted. */
  readonly f1: number | null
  /** One class against all others. */
  readonly rocAuc: number | null
  readonly averagePrecision: number | null
  /** Classes that samples of this one are taken for, most frequent first. */
  readonly takenFor: readonly { readonly index: number; readonly count: number }[]
  /** The same with both directions, by their sum. */
  readonly confusedWith: readonly ConfusedClass[]
  readonly reasons: Readonly<Partial<Record<ClassFigure, string>>>
}

/** Mean over classes; null where no class has the figure. */
export interface AveragedMetrics {
  readonly precision: number | null
  readonly recall: number | null
  readonly f1: number | null
  readonly rocAuc: number | null
  readonly averagePrecision: number | null
}

/** @param ranked  the class's scores against all others */
export function classMetrics(
  confusion: Confusion,
  index: number,
  name: string,
  ranked: RankedScores,
): ClassMetrics {
  const support = confusion.support[index]!
  const predictedCount = confusion.predictedCount[index]!
  const hits = confusion.counts[index * confusion.classCount + index]!
  const recall = support === 0 ? null : hits / support
  const others = confusedWith(confusion, index)
  return {
    index,
    name,
    support,
    predictedCount,
    accuracy: recall,
    accuracyInterval: support === 0 ? null : wilsonInterval(hits, support),
    precision: predictedCount === 0 ? null : hits / predictedCount,
    recall,
    f1: support === 0 ? null : (2 * hits) / (support + predictedCount),
    rocAuc: rocAuc(ranked),
    averagePrecision: averagePrecision(ranked),
    takenFor: others
      .filter((other) => other.takenFor > 0)
      .map((other) => ({ index: other.index, count: other.takenFor }))
      .sort((a, b) => b.count - a.count || a.index - b.index),
    confusedWith: others,
    reasons: reasonsOf(support, predictedCount, ranked),
  }
}

/**
 * @param weighting  `macro`: every class with samples counts alike; `weighted`: by its number of samples.
 *                   The precision of a class that is never predicted counts as 0 (scikit-learn's zero_division = 0);
 *                   a class without samples has no part. ROC AUC and average precision: over classes that have one.
 */
export function averagedMetrics(
  classes: readonly ClassMetrics[],
  weighting: 'macro' | 'weighted',
): AveragedMetrics {
  const present = classes.filter((metrics) => metrics.support > 0)
  const mean = (figure: (metrics: ClassMetrics) => number | null): number | null => {
    let sum = 0
    let weights = 0
    for (const metrics of present) {
      const value = figure(metrics)
      if (value === null) continue
      const weight = weighting === 'macro' ? 1 : metrics.support
      sum += weight * value
      weights += weight
    }
    return weights === 0 ? null : sum / weights
  }
  return {
    precision: mean((metrics) => metrics.precision ?? 0),
    recall: mean((metrics) => metrics.recall),
    f1: mean((metrics) => metrics.f1),
    rocAuc: mean((metrics) => metrics.rocAuc),
    averagePrecision: mean((metrics) => metrics.averagePrecision),
  }
}

function reasonsOf(
  support: number,
  predictedCount: number,
  ranked: RankedScores,
): Partial<Record<ClassFigure, string>> {
  const reasons: Partial<Record<ClassFigure, string>> = {}
  if (predictedCount === 0) reasons.precision = 'no sample is predicted as this class'
  if (ranked.negativeCount === 0) reasons.rocAuc = 'there is no sample of another class'
  if (support > 0) return reasons
  const absent = 'there is no sample of this class'
  return {
    ...reasons,
    accuracy: absent,
    recall: absent,
    f1: absent,
    rocAuc: absent,
    averagePrecision: absent,
  }
}
