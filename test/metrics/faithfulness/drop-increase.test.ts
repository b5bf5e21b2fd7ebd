import { describe, expect, it } from 'vitest'
import { createRng } from '../../../main/kernels/rng.ts'
import { summarise } from '../../helpers/summarise.ts'
import { compareScores, dropIncrease } from '../../../main/metrics/faithfulness/drop-increase.ts'
import { contextOfFunction } from '../metric-context.ts'

describe('compareScores', () => {
  it('gives drop, increase and gain by their formulas', () => {
    expect(compareScores({ before: 0.5, after: 0.125 })).toEqual({ drop: 0.75, increase: 0, gain: 0 })
    expect(compareScores({ before: 0.5, after: 0.75 })).toEqual({ drop: 0, increase: 1, gain: 0.5 })
    expect(compareScores({ before: 0.5, after: 0.5 })).toEqual({ drop: 0, increase: 0, gain: 0 })
  })

  it('is defined at the ends: nothing drops from 0, nothing is gained from 1', () => {
    expect(compareScores({ before: 0, after: 0 })).toEqual({ drop: 0, increase: 0, gain: 0 })
    expect(compareScores({ before: 0, after: 0.25 })).toEqual({ drop: 0, increase: 1, gain: 0.25 })
    expect(compareScores({ before: 1, after: 1 })).toEqual({ drop: 0, increase: 0, gain: 0 })
    expect(compareScores({ before: 1, after: 0 })).toEqual({ drop: 1, increase: 0, gain: 0 })
  })

  it('refuses what is no probability', () => {
    expect(() => compareScores({ before: 3, after: 0.5 })).toThrow(
      'invalid before: 3 (must be a probability in [0, 1])',
    )
    expect(() => compareScores({ before: 0.5, after: NaN })).toThrow('invalid after: NaN')
  })
})

describe('dropIncrease.measure', () => {
  const sample = Float32Array.from([0.1, 0.2, 0.3, 0.4])
  const measure = (scoredClass: 'predicted' | 'explained') =>
    dropIncrease.measure({
      ...contextOfFunction(() => [0, 0], {
        sample,
        sampleShape: [1, 4, 1],
        map: Float32Array.from([4, 3, 2, 1]),
        params: { ...dropIncrease.params.parse({}), fraction: 0.5, scoredClass },
      }),
      predictedClass: 1,
      // Class 0 has half the sum of the input, class 1 the rest.
      probabilities: (inputs) =>
        Promise.resolve(
          inputs.map((input) => {
            const half = input.reduce((sum, value) => sum + value, 0) / 2
            return [half, 1 - half]
          }),
        ),
    })

  it('scores the explained class of a linear model, whole and masked', async () => {
    const { values, degenerate } = await measure('explained')
    expect(degenerate).toBeNull()
    // Y = 0.5, O = (0.1 + 0.2) / 2 = 0.15
    expect(values['averageDrop']).toBeCloseTo(0.7, 6)
    expect(values).toMatchObject({ increaseRate: 0, averageGain: 0 })
  })

  it('scores the predicted class of the same model', async () => {
    const { values } = await measure('predicted')
    expect(values['averageGain']).toBeCloseTo(0.7, 6)
    expect(values).toMatchObject({ averageDrop: 0, increaseRate: 1 })
  })

  it('has a default, a title and a description for each parameter', () => {
    expect(dropIncrease.params.parse({})).toEqual({
      fraction: 0.9,
      mode: 'values',
      scoredClass: 'predicted',
      fill: 0,
    })
    for (const field of Object.values(dropIncrease.params.shape)) {
      expect(field.meta()).toMatchObject({ title: expect.any(String), description: expect.any(String) })
    }
  })
})

describe('summarise', () => {
  const samples = Array.from({ length: 200 }, (_, index) => ({
    values: { averageDrop: (index % 10) / 10, increaseRate: index % 4 === 0 ? 1 : 0, averageGain: null },
    degenerate: index < 3 ? 'the map is constant' : null,
  }))

  it('gives means with seeded intervals, counts degenerate maps, leaves undefined figures out', () => {
    const summary = summarise(dropIncrease.figures, samples, createRng(5))
    expect(summary).toEqual(summarise(dropIncrease.figures, samples, createRng(5)))
    expect(summary).toMatchObject({ degenerate: 3, sampleCount: 200, undefinedReasons: {}, curves: null })
    expect(Object.keys(summary.figures)).toEqual(['averageDrop', 'increaseRate'])
    const { value, interval, count } = summary.figures['increaseRate']!
    expect({ value, count }).toEqual({ value: 0.25, count: 200 })
    // Normal approximation: 0.25 +- 1.96 * sqrt(0.25 * 0.75 / 200) = 0.25 +- 0.060
    expect(interval?.[0]).toBeCloseTo(0.19, 1.5)
    expect(interval?.[1]).toBeCloseTo(0.31, 1.5)
  })

  it('counts the reasons for undefined values and joins the curves', () => {
    const curveOf = (y: (number | null)[]) => ({ xTitle: 'share', x: [0, 1], y: { deletion: y } })
    const { undefinedReasons, curves } = summarise(
      dropIncrease.figures,
      [
        { values: {}, degenerate: null, undefinedReason: 'no mask', curves: curveOf([1, 0]) },
        { values: {}, degenerate: null, undefinedReason: 'no mask', curves: curveOf([3, null]) },
        { values: {}, degenerate: null, curves: { ...curveOf([9]), x: [0] } },
      ],
      createRng(5),
    )
    expect(undefinedReasons).toEqual({ 'no mask': 2 })
    expect(curves).toEqual({
      xTitle: 'share',
      x: [0, 1],
      y: { deletion: [2, 0] },
      standardErrors: { deletion: [1, null] },
      sampleCount: 2,
    })
  })

  it('has no interval for one sample', () => {
    const summary = summarise(dropIncrease.figures, samples.slice(0, 1), createRng(5))
    expect(summary.figures['averageDrop']).toEqual({ value: 0, interval: null, count: 1 })
  })
})
