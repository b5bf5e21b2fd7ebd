import type { ComparedFigure, Disagreement, RunComparison, SampleComparison } from '#contract/comparison.ts'
import type { ClassifierEvaluation } from '#contract/evaluation.ts'
import type { SampleTable } from '#contract/samples.ts'
import { CLASSES, RUN, RUNS } from './fake-records.ts'

export function evaluation(table: SampleTable, names: readonly string[]): ClassifierEvaluation {
  const confusion = names.map(() => names.map(() => 0))
  table.labels.forEach((label, row) => (confusion[label]![table.predicted[row]!]! += 1))
  const correct = confusion.reduce((sum, row, index) => sum + row[index]!, 0)
  const x = Array.from({ length: 60 }, (_, index) => index / 59)
  const roc = [...names, 'micro'].map((_, index) => ({
    x,
    y: x.map((value) => value ** (0.04 + 0.03 * index)),
    thresholds: x,
  }))
  return {
    modelId: 1, datasetId: 1, backend: 'onnxruntime', sampleCount: table.ids.length, leftOut: 2, accuracy: correct / table.ids.length,
    correct, accuracyInterval: [0.799, 0.865], confusion, roc,
    precisionRecall: roc.map((curve) => ({ ...curve, y: x.map((value) => 1 - value ** 8) })),
    classes: names.map((name, index) => ({
      index, name, support: 62, predictedCount: 60, accuracy: 0.66 + 0.04 * index, accuracyInterval: [0.55 + 0.04 * index, 0.7 + 0.04 * index], precision: 0.8, recall: 0.66 + 0.04 * index, f1: 0.8,
      rocAuc: 0.99 - 0.01 * index, averagePrecision: 0.97 - 0.02 * index, takenFor: [],
    })),
    macro: { precision: 0.84, recall: 0.83, f1: 0.83, rocAuc: 0.97, averagePrecision: 0.9 },
    micro: { rocAuc: 0.98, averagePrecision: 0.92 },
    confusedPairs: [{ label: 4, predicted: 1, count: 20 }, { label: 2, predicted: 1, count: 10 }, { label: 1, predicted: 4, count: 9 }],
    calibration: { expectedCalibrationError: 0.051, bins: [] },
  } // prettier-ignore
}

export function runComparison(runIds: readonly number[]): RunComparison {
  const runs = runIds.map((id) => RUNS.find((run) => run.id === id) ?? { ...RUN, id })
  const figure = (id: string, title: string, better: 'lower' | 'higher', first: number): ComparedFigure => ({
    id,
    title,
    better,
    perRun: runs.map((_, place) => {
      const value = first - 0.04 * place
      return { value, interval: [value - 0.03, value + 0.03], count: 496 }
    }),
    paired: runs.slice(1).map((run, place) => ({
      runId: run.id, n: 496, difference: -0.04 * (place + 1), interval: [-0.06, -0.02], higher: 190, equal: 6, lower: 300,
      wilcoxon: { statistic: 41_200, p: 0.0004, n: 490, exact: false },
    })), // prettier-ignore
    perClass: CLASSES.map((_, classIndex) => ({
      classIndex,
      n: 62,
      means: runs.map((__, place) => first - 0.04 * place + 0.01 * classIndex),
    })),
  })
  return {
    runs,
    differing: [
      {
        name: 'params.layers',
        title: 'Layers',
        values: runs.map((run) => run.params['layers']),
        words: runs.map((run) => JSON.stringify(run.params['layers'])),
      },
    ],
    equal: [{ name: 'method', title: 'Method', value: 'sise', words: 'SISE' }],
    sharedSamples: 307,
    classNames: CLASSES,
    metrics: [
      {
        metric: 'drop-increase',
        title: 'Average drop and increase',
        params: { fraction: 0.9 },
        formula: 'drop = max(0, (Y − O) / Y), increase = [O > Y]',
        figures: [
          figure('averageDrop', 'Average drop', 'lower', 0.6),
          figure('increaseRate', 'Increase rate', 'higher', 0.2),
        ],
        curves: runs.map(() => null),
      },
    ],
    missing: [],
  }
}

const SHARED = Array.from({ length: 307 }, (_, index) => index + 1)

export function sampleComparison(table: SampleTable): SampleComparison {
  return {
    figure: { id: 'averageDrop', title: 'Average drop', better: 'lower' },
    sampleIds: Int32Array.from(SHARED),
    x: Float32Array.from(SHARED, (id) => 0.5 + 0.4 * Math.sin(id)),
    y: Float32Array.from(SHARED, (id) => 0.46 + 0.4 * Math.sin(id + 0.5 * Math.cos(3 * id))),
    labels: table.labels.slice(0, SHARED.length),
    predicted: table.predicted.slice(0, SHARED.length),
  }
}

export function disagreement(start: number, count: number): Disagreement {
  const ids = SHARED.slice(start, start + count)
  return {
    total: SHARED.length,
    start,
    sampleIds: Int32Array.from(ids),
    spearman: Float32Array.from(ids, (id) => Math.cos(id)),
    topIou: Float32Array.from(ids, (id) => 0.5 + 0.5 * Math.cos(id)),
  }
}
