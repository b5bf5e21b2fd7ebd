import type { ClassifierEvaluation } from '#contract/evaluation.ts'
import type { ChartTable } from '../../charts/chart-table.ts'

/** What the figures of the screen show, in full precision, one table each. */
export function accuracyTable({ classes }: ClassifierEvaluation): ChartTable {
  return {
    columns: ['class', 'samples', 'correct', 'accuracy', 'interval_low', 'interval_high'],
    rows: classes.map(({ name, support, accuracy, accuracyInterval }) => [
      name,
      support,
      accuracy === null ? null : Math.round(accuracy * support),
      accuracy,
      accuracyInterval?.[0] ?? null,
      accuracyInterval?.[1] ?? null,
    ]),
  }
}

export function classTable({ classes }: ClassifierEvaluation): ChartTable {
  return {
    columns: ['class', 'accuracy', 'precision', 'recall', 'f1', 'support', 'roc_auc', 'average_precision'],
    rows: classes.map((entry) => [
      entry.name,
      entry.accuracy,
      entry.precision,
      entry.recall,
      entry.f1,
      entry.support,
      entry.rocAuc,
      entry.averagePrecision,
    ]),
  }
}

/** One row per cell; `share` is of the samples with the label. */
export function confusionTable({ confusion, classes }: ClassifierEvaluation): ChartTable {
  const nameOf = (index: number) => classes[index]?.name ?? String(index)
  return {
    columns: ['label', 'predicted', 'samples', 'share'],
    rows: confusion.flatMap((row, label) => {
      const total = row.reduce((sum, count) => sum + count, 0)
      return row.map((count, predicted) => [
        nameOf(label),
        nameOf(predicted),
        count,
        total === 0 ? null : count / total,
      ])
    }),
  }
}

export function curveTable(
  curves: ClassifierEvaluation['roc'],
  names: readonly string[],
  [x, y]: readonly [string, string],
): ChartTable {
  return {
    columns: ['curve', x, y, 'threshold'],
    rows: curves.flatMap((curve, index) =>
      (curve?.x ?? []).map((value, place) => [
        names[index] ?? String(index),
        value,
        curve?.y[place] ?? null,
        curve?.thresholds[place] ?? null,
      ]),
    ),
  }
}

export function reliabilityTable({ calibration }: ClassifierEvaluation): ChartTable {
  return {
    columns: ['confidence_above', 'confidence_up_to', 'samples', 'mean_confidence', 'accuracy'],
    rows: calibration.bins.map((bin) => [bin.lower, bin.upper, bin.count, bin.confidence, bin.accuracy]),
  }
}

export function pairsTable({ confusedPairs, classes }: ClassifierEvaluation): ChartTable {
  return {
    columns: ['label', 'predicted', 'samples', 'share_of_label'],
    rows: confusedPairs.map(({ label, predicted, count }) => {
      const support = classes[label]?.support ?? 0
      return [
        classes[label]?.name ?? String(label),
        classes[predicted]?.name ?? String(predicted),
        count,
        support === 0 ? null : count / support,
      ]
    }),
  }
}
