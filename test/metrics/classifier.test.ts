import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateClassifier, type ClassifierMetrics } from '../../main/metrics/classifier.ts'
import { selectLabelled } from '../../main/metrics/predictions.ts'
import type { Curve } from '../../main/metrics/ranked-scores.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { describeShared, sharedPath } from '../helpers/shared.ts'

interface PlainCurve {
  x: number[]
  y: number[]
  thresholds: number[]
}
interface Averages {
  precision: number
  recall: number
  f1: number
}
interface Case {
  name: string
  probabilities: number[][]
  labels: number[]
  accuracy: number
  accuracyInterval: number[]
  perClass: { precision: number[]; recall: number[]; f1: number[]; support: number[] }
  macro: Averages
  weighted: Averages
  confusion: number[][]
  curves: {
    rocAuc: number | null
    averagePrecision: number | null
    roc: PlainCurve | null
    precisionRecall: PlainCurve | null
  }[]
  calibration: { expectedCalibrationError: number; brierScore: number }
}

const reference: { cases: Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../reference/metrics/classifier.json'), 'utf8'),
)
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `class ${index}`)

function evaluate(probabilities: readonly number[][], labels: readonly number[]): ClassifierMetrics {
  return evaluateClassifier({
    probabilities: Float64Array.from(probabilities.flat()),
    labels,
    classNames: names(probabilities[0]?.length ?? 0),
  })
}

/** null where either side says undefined; else both are numbers. */
function expectSame(actual: number | null, expected: number | null): void {
  if (expected === null || actual === null) expect(actual).toBe(expected)
  else expect(Math.abs(actual - expected)).toBeLessThan(1e-12)
}

function expectSameCurve(actual: Curve | null | undefined, expected: PlainCurve | null): void {
  if (expected === null || !actual) {
    expect(actual).toBe(expected)
    return
  }
  assertCloseTo(actual.x, expected.x, { abs: 1e-12 })
  assertCloseTo(actual.y, expected.y, { abs: 1e-12 })
  assertCloseTo(actual.thresholds, expected.thresholds, { abs: 1e-12 })
}

describe.each(reference.cases)('evaluateClassifier equals scikit-learn: $name', (expected) => {
  const actual = evaluate(expected.probabilities, expected.labels)

  it('accuracy with its Wilson interval, confusion, calibration', () => {
    expectSame(actual.accuracy, expected.accuracy)
    assertCloseTo(actual.accuracyInterval, expected.accuracyInterval, { abs: 1e-12 })
    expect(actual.confusion).toEqual(expected.confusion)
    expectSame(actual.calibration.expectedCalibrationError, expected.calibration.expectedCalibrationError)
    expectSame(actual.calibration.brierScore, expected.calibration.brierScore)
  })

  it('precision, recall, F1 and support; null with a reason where scikit-learn puts 0 for undefined', () => {
    for (const metrics of actual.classes) {
      const { precision, recall, f1, support } = expected.perClass
      expect(metrics.support).toBe(support[metrics.index])
      const predictedNever = metrics.predictedCount === 0
      expectSame(metrics.precision, predictedNever ? null : precision[metrics.index]!)
      expectSame(metrics.recall, metrics.support === 0 ? null : recall[metrics.index]!)
      expectSame(metrics.accuracy, metrics.recall)
      expectSame(metrics.f1, metrics.support === 0 ? null : f1[metrics.index]!)
      const figures = ['accuracy', 'precision', 'recall', 'f1', 'rocAuc', 'averagePrecision'] as const
      const undefinedFigures = figures.filter((figure) => metrics[figure] === null)
      expect(Object.keys(metrics.reasons).sort()).toEqual(undefinedFigures.sort())
    }
  })

  it('macro and weighted means over the classes that have samples', () => {
    for (const weighting of ['macro', 'weighted'] as const) {
      for (const figure of ['precision', 'recall', 'f1'] as const) {
        expectSame(actual[weighting][figure], expected[weighting][figure])
      }
    }
  })

  it('ROC and precision-recall curves, their areas, per class and micro', () => {
    const curves = [...actual.classes, actual.micro]
    for (const [index, { rocAuc, averagePrecision, roc, precisionRecall }] of expected.curves.entries()) {
      expectSame(curves[index]!.rocAuc, rocAuc)
      expectSame(curves[index]!.averagePrecision, averagePrecision)
      expectSameCurve(actual.roc[index], roc)
      expectSameCurve(actual.precisionRecall[index], precisionRecall)
    }
  })
})

describe('evaluateClassifier', () => {
  it('names for each class the classes it is confused with, in both directions', () => {
    const oneHot = (index: number): number[] => [0, 1, 2].map((at) => (at === index ? 1 : 0))
    const labels = [0, 0, 0, 0, 1, 1, 2]
    const predicted = [0, 1, 2, 2, 0, 0, 2]
    const actual = evaluate(predicted.map(oneHot), labels)
    expect(actual.classes[0]).toMatchObject({
      takenFor: [
        { index: 2, count: 2 },
        { index: 1, count: 1 },
      ],
      confusedWith: [
        { index: 1, takenFor: 1, takenFrom: 2 },
        { index: 2, takenFor: 2, takenFrom: 0 },
      ],
    })
    // scipy.stats.binomtest(1, 4).proportion_ci(0.95, 'wilson')
    assertCloseTo(actual.classes[0]?.accuracyInterval ?? [], [0.04558726080970055, 0.6993581574175981], {
      abs: 1e-12,
    })
    expect(actual.confusedPairs).toEqual([
      { label: 0, predicted: 2, count: 2 },
      { label: 1, predicted: 0, count: 2 },
      { label: 0, predicted: 1, count: 1 },
    ])
  })

  it('refuses labels out of range, probabilities that are no numbers, no samples and wrong lengths', () => {
    expect(() => evaluate([[0.5, 0.5]], [2])).toThrow(
      'invalid label: 2 of sample 0 (must be an integer in [0, 2))',
    )
    expect(() => evaluate([[0.5, 0.5]], [-1])).toThrow('invalid label: -1')
    expect(() => evaluate([[NaN, 0.5]], [0])).toThrow('invalid probability: NaN of sample 0')
    expect(() => evaluate([], [])).toThrow('invalid classCount: 0')
    expect(() => evaluate([[0.5, 0.5]], [])).toThrow('invalid labels: none')
    expect(() => evaluate([[0.5, 0.5]], [0, 1])).toThrow(
      'shape mismatch: 2 probabilities, 2 labels of 2 classes',
    )
  })

  it('selectLabelled leaves samples without a label out', () => {
    const probabilities = Float32Array.from([1, 0, 0.5, 0.5, 0, 1])
    expect(selectLabelled({ probabilities, labels: [1, -1, 0], classCount: 2 })).toEqual({
      probabilities: Float32Array.from([1, 0, 0, 1]),
      labels: Int32Array.from([1, 0]),
      classCount: 2,
      leftOut: 1,
    })
  })

  it('does not depend on the order of the samples', () => {
    const sample = fc.tuple(
      fc.constantFrom(0, 1, 2),
      fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { minLength: 3, maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 30 }), (samples) => {
        const of = (rows: typeof samples) =>
          evaluate(
            rows.map((row) => row[1]),
            rows.map((row) => row[0]),
          )
        const { roc, precisionRecall, classes, confusion } = of(samples)
        expect(of(samples.toReversed())).toMatchObject({ roc, precisionRecall, classes, confusion })
        for (const { rocAuc, averagePrecision } of classes) {
          for (const area of [rocAuc ?? 0, averagePrecision ?? 0])
            expect(area >= 0 && area <= 1 + 1e-12).toBe(true)
        }
      }),
    )
  })

  it('takes 100,000 samples of 8 classes', () => {
    const probabilities = Float32Array.from(
      { length: 800_000 },
      (_, index) => ((index * 7919) % 10_007) / 10_007,
    )
    const labels = Int16Array.from({ length: 100_000 }, (_, index) => index % 8)
    const actual = evaluateClassifier({ probabilities, labels, classNames: names(8) })
    expect(actual.sampleCount).toBe(100_000)
    const { x } = actual.precisionRecall[8]!
    expect([x[0], x.at(-1)]).toEqual([1, 0])
  })
})

interface Golden {
  accuracy: number
  class_accuracy: number[]
  precision: number[]
  recall: number[]
  f1: number[]
  support: number[]
  roc_auc: number[]
  roc_auc_macro_ovr: number
  roc_auc_micro: number
  average_precision: number[]
  average_precision_micro: number
  confusion: number[][]
}

describeShared('evaluateClassifier on the goldens', () => {
  const json = (name: string) => JSON.parse(readFileSync(sharedPath(`goldens/${name}.json`), 'utf8'))

  function expectGolden(actual: ClassifierMetrics, golden: Golden): void {
    const column = (figure: 'accuracy' | 'precision' | 'recall' | 'f1' | 'rocAuc' | 'averagePrecision') =>
      actual.classes.map((metrics) => metrics[figure] ?? NaN)
    const pairs: [number[], number[]][] = [
      [column('accuracy'), golden.class_accuracy],
      [column('precision'), golden.precision],
      [column('recall'), golden.recall],
      [column('f1'), golden.f1],
      [column('rocAuc'), golden.roc_auc],
      [column('averagePrecision'), golden.average_precision],
      [actual.classes.map((metrics) => metrics.support), golden.support],
      [
        [actual.accuracy, actual.macro.rocAuc ?? NaN, actual.micro.rocAuc ?? NaN],
        [golden.accuracy, golden.roc_auc_macro_ovr, golden.roc_auc_micro],
      ],
      [[actual.micro.averagePrecision ?? NaN], [golden.average_precision_micro]],
    ]
    for (const [ours, theirs] of pairs) assertCloseTo(ours, theirs, { abs: 1e-9 })
    expect(actual.confusion).toEqual(golden.confusion)
  }

  it('HMT: accuracy 0.8346774', () => {
    const tiles: { label: number; probabilities: number[] }[] = json('hmt_probabilities').tiles
    const actual = evaluate(
      tiles.map((tile) => tile.probabilities),
      tiles.map((tile) => tile.label),
    )
    expectGolden(actual, json('classifier_metrics').HMT)
  })

  it('MNIST-1D: accuracy 0.877', () => {
    const bytes = readFileSync(sharedPath('goldens/mnist1d_y_test.npy'))
    const labels = Array.from({ length: 1000 }, (_, index) => Number(bytes.readBigInt64LE(128 + index * 8)))
    const actual = evaluate(json('mnist1d_probabilities').probabilities, labels)
    expectGolden(actual, json('classifier_metrics')['MNIST-1D'])
  })
})
