import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { generateMnist1d } from '../../main/datasets/mnist1d.ts'
import { npyNumbers, readNpy } from '../../main/datasets/npy.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { describeShared, sharedPath } from '../helpers/shared.ts'
import { reference } from './reference.ts'

describe.each(reference.mnist1d)('generateMnist1d($seed)', (expected) => {
  const { train, test } = generateMnist1d(expected.seed)

  it('gives the signals and labels of NumPy and SciPy', () => {
    assertCloseTo(train.signals.subarray(0, 40), expected.firstTrain, { abs: 1e-12 })
    assertCloseTo(test.signals.subarray(-40), expected.lastTest, { abs: 1e-12 })
    expect([...train.labels.subarray(0, 20)]).toEqual(expected.trainLabels)
    expect([...test.labels.subarray(-20)]).toEqual(expected.testLabels)
  })

  it('gives 4000 and 1000 signals with the same norm and sum', () => {
    expect([train.count, test.count, train.signals.length, test.signals.length]).toEqual([
      4000, 1000, 160_000, 40_000,
    ])
    expect(Math.sqrt(train.signals.reduce((sum, value) => sum + value * value, 0))).toBeCloseTo(
      expected.trainNorm,
      8,
    )
    expect(test.signals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected.testSum, 8)
  })
})

describe('the templates', () => {
  const { templates } = generateMnist1d()

  it('are ten curves of 12 points that lie within the signal', () => {
    expect(templates.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (const { x, y } of templates) {
      expect([x.length, y.length, x[0]]).toEqual([12, 12, 0])
      expect(x.at(-1)).toBeLessThan(39)
    }
  })

  it('start from one level, that of an empty signal', () => {
    expect(new Set(templates.map(({ y }) => y[0])).size).toBe(1)
  })
})

it.each([-1, 0.5, 2 ** 32])('generateMnist1d(%d) is refused', (seed) => {
  expect(() => generateMnist1d(seed)).toThrow(/invalid seed/)
})

describeShared('generateMnist1d against the published set', () => {
  it.each(['train', 'test'] as const)('seed 42 gives the %s split within 1e-12', (split) => {
    const golden = (name: string) =>
      npyNumbers(readNpy(readFileSync(sharedPath(`goldens/mnist1d_${name}_${split}.npy`)), name), name)
    const { signals, labels } = generateMnist1d(42)[split]
    assertCloseTo(signals, golden('x'), { abs: 1e-12 })
    expect([...labels]).toEqual([...golden('y')])
  })
})
