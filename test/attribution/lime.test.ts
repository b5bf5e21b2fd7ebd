import { describe, expect, it } from 'vitest'
import { lime, limeWeights } from '../../main/attribution/methods/lime.ts'
import { sizeOf } from '../../main/graph/tensor.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { denseModel } from '../helpers/dense-model.ts'
import { contextOf, sessionOfGraph } from '../helpers/session.ts'

function caseOf(inputShape: readonly [number, number, number], hidden: number) {
  const { model, weights } = denseModel({ inputShape, hidden })
  const session = sessionOfGraph(model)
  const rng = createRng(8)
  const sample = Float32Array.from({ length: sizeOf(inputShape) }, () => rng.uniform())
  return { session, sample, weights }
}

describe('lime.run(context)', () => {
  it('finds weight times value on a linear model, exactly without a penalty', async () => {
    const { session, sample, weights } = caseOf([1, 12, 1], 0)
    const { saliencyMap, details, score } = await lime.run({
      ...contextOf(session, sample, { targetClass: 1, versus: 0, output: 'logit' }),
      params: lime.params.parse({ hidden: 'black', ridge: 0, segmentCount: 6 }),
    })
    const slope = (i: number) => (weights.data[i * 3 + 1]! - weights.data[i * 3]!) * sample[i]!
    const expected = Array.from(sample, (_, i) => slope(i - (i % 2)) + slope(i - (i % 2) + 1))
    assertCloseTo(saliencyMap, expected, { abs: 1e-5 })
    expect(details['r2']).toBeCloseTo(1, 6)
    expect(details['localPrediction']).toBeCloseTo(score!, 5)
    expect(details['note']).toBeNull()
  })

  it('fits badly where the score is far from a straight line, and says so', async () => {
    const { session, sample } = caseOf([1, 16, 1], 24)
    const { details } = await lime.run({
      ...contextOf(
        session,
        sample.map((value) => 40 * (value - 0.5)),
      ),
      params: lime.params.parse({ hidden: 'black', segmentCount: 16 }),
    })
    expect(details['r2']).toBeLessThan(1)
    expect(details['note'] === null).toBe(Number(details['r2']) >= 0.5)
  })

  it('gives the same bytes for the same seed, and others for another, on tiles', async () => {
    const { session, sample } = caseOf([20, 24, 3], 8)
    const run = async (seed: number) =>
      (
        await lime.run({
          ...contextOf(session, sample),
          seed,
          params: lime.params.parse({ sampleCount: 100 }),
        })
      ).saliencyMap
    expect(await run(1)).toEqual(await run(1))
    expect(await run(1)).not.toEqual(await run(2))
  })

  it.each(['quickshift', 'slic', 'grid'])(
    'gives every pixel of a superpixel one value: %s',
    async (segmentation) => {
      const { session, sample } = caseOf([20, 24, 3], 8)
      const { saliencyMap, details, shape } = await lime.run({
        ...contextOf(session, sample),
        params: lime.params.parse({ segmentation, sampleCount: 50 }),
      })
      expect(shape).toEqual([20, 24])
      expect(new Set(saliencyMap).size).toBe(details['players'])
    },
  )
})

it('limeWeights(rows, players, width) gives a row that shows half a weight of 0.5034', () => {
  const weights = limeWeights(Float64Array.of(1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0), 4, 0.25)
  expect(weights[0]).toBe(1)
  expect(weights[1]).toBeCloseTo(0.5034, 4)
  expect(weights[2]).toBeCloseTo(Math.exp(-8), 12)
})
