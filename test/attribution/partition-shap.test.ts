import { describe, expect, it } from 'vitest'
import { backgroundMean } from '../../main/attribution/background.ts'
import { partitionShap } from '../../main/attribution/methods/partition-shap.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { denseModel } from '../helpers/dense-model.ts'
import { backgroundOf, contextOf, sessionOfGraph } from '../helpers/session.ts'
import { gameTable, owenByDefinition } from './exact-values.ts'

function caseOf(inputShape: readonly [number, number, number], hidden = 16) {
  const { model, weights } = denseModel({ inputShape, hidden })
  const session = sessionOfGraph(model)
  const rng = createRng(9)
  const sample = Float32Array.from({ length: inputShape.reduce((a, b) => a * b, 1) }, () => rng.uniform())
  return { session, sample, weights, background: backgroundOf(session, 4) }
}

describe('partitionShap.run(context)', () => {
  it.each([
    { height: 2, width: 5 },
    { height: 3, width: 3 },
    { height: 1, width: 9 },
  ])('gives the Owen values of $height x $width pixels when fully divided', async ({ height, width }) => {
    const { session, sample, background } = caseOf([height, width, 2])
    const context = {
      ...contextOf(session, sample, { targetClass: 1, versus: 0, output: 'logit' }),
      background,
    }
    const { saliencyMap, details } = await partitionShap.run({
      ...context,
      params: partitionShap.params.parse({ sampleCount: 10_000 }),
    })
    const players = height * width
    const table = await gameTable(session, context.explained, {
      sample,
      references: [backgroundMean(background)],
      labels: Array.from({ length: players }, (_, index) => index),
      players,
    })
    assertCloseTo(saliencyMap, owenByDefinition(table, height, width), { abs: 1e-5 })
    expect(details).toMatchObject({ exact: true, blocks: players })
  })

  it.each([2, 10, 60, 400])(
    'sums to the difference of the scores with %i evaluations',
    async (sampleCount) => {
      const { session, sample, background } = caseOf([7, 9, 1])
      const { details } = await partitionShap.run({
        ...contextOf(session, sample),
        background,
        params: partitionShap.params.parse({ sampleCount, absence: 'background' }),
      })
      const { additivity, coalitions } = details as { additivity: { residual: number }; coalitions: number }
      expect(Math.abs(additivity.residual)).toBeLessThan(1e-6)
      expect(coalitions).toBeLessThanOrEqual(sampleCount)
      expect(details['exact']).toBe(false)
    },
  )

  it('shares the value of a block that it does not divide equally among its pixels', async () => {
    const { session, sample, background } = caseOf([4, 8, 1])
    const { saliencyMap, details } = await partitionShap.run({
      ...contextOf(session, sample),
      background,
      params: partitionShap.params.parse({ smallestBlock: 4 }),
    })
    expect(details).toMatchObject({ blocks: 2, smallestBlockPx: [4, 4], coalitions: 2, exact: true })
    expect(new Set(saliencyMap).size).toBe(2)
  })

  it('gives weight times difference on a linear model', async () => {
    const { session, sample, weights, background } = caseOf([1, 8, 1], 0)
    const { saliencyMap } = await partitionShap.run({
      ...contextOf(session, sample, { targetClass: 2, output: 'logit' }),
      background,
      params: partitionShap.params.parse({}),
    })
    const mean = backgroundMean(background)
    const expected = Array.from(sample, (value, i) => weights.data[i * 3 + 2]! * (value - mean[i]!))
    assertCloseTo(saliencyMap, expected, { abs: 1e-5 })
  })
})
