import { describe, expect, it } from 'vitest'
import { backgroundMean, backgroundSample } from '../../main/attribution/background.ts'
import { kernelShap } from '../../main/attribution/methods/kernel-shap.ts'
import { gridSegmentation } from '../../main/kernels/superpixels/grid.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { sizeOf } from '../../main/graph/tensor.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { denseModel } from '../helpers/dense-model.ts'
import { backgroundOf, contextOf, sessionOfGraph } from '../helpers/session.ts'
import { gameTable, shapleyByDefinition } from './exact-values.ts'

const params = (given: Record<string, unknown>) => kernelShap.params.parse({ segmentation: 'grid', ...given })

function tileCase(hidden: number, inputShape: readonly [number, number, number] = [6, 8, 2]) {
  const { model, weights } = denseModel({ inputShape, hidden })
  const session = sessionOfGraph(model)
  const rng = createRng(3)
  const sample = Float32Array.from({ length: sizeOf(inputShape) }, () => rng.uniform())
  return { session, sample, weights, background: backgroundOf(session, 5) }
}

describe('kernelShap.run(context)', () => {
  it.each([
    { absence: 'background-mean', output: 'probability', versus: null },
    { absence: 'background', output: 'logit', versus: 2 },
    { absence: 'black', output: 'log-odds', versus: null },
  ] as const)(
    'gives the Shapley values of 12 parts: $absence, $output',
    async ({ absence, output, versus }) => {
      const { session, sample, background } = tileCase(16)
      const context = contextOf(session, sample, { targetClass: 1, output, versus })
      const { saliencyMap, details, evaluations } = await kernelShap.run({
        ...context,
        background,
        params: params({ segmentCount: 12, sampleCount: 5000, absence, spread: 'whole' }),
      })
      const references = {
        'background-mean': [backgroundMean(background)],
        background: Array.from({ length: 5 }, (_, index) => backgroundSample(background, index)),
        black: [new Float32Array(sample.length)],
      }[absence]
      const { labels } = gridSegmentation(6, 8, 12)
      const table = await gameTable(session, context.explained, { sample, references, labels, players: 12 })
      const expected = shapleyByDefinition(table, 12)
      assertCloseTo(
        saliencyMap,
        Array.from(labels, (label) => expected[label]!),
        { abs: 2e-5 },
      )
      expect(details).toMatchObject({ players: 12, coalitions: 4094, exact: true })
      expect(evaluations).toBe(references.length * 4095 + 1)
    },
  )

  it.each([64, 300, 2000])(
    'sums exactly to the difference of the scores with %i coalitions',
    async (sampleCount) => {
      const { session, sample } = tileCase(16)
      const { saliencyMap, details } = await kernelShap.run({
        ...contextOf(session, sample, { output: 'logit' }),
        params: params({ segmentCount: 48, sampleCount }),
      })
      const { additivity } = details as { additivity: { promised: number; residual: number } }
      expect(Math.abs(additivity.residual)).toBeLessThan(1e-12)
      expect(saliencyMap.reduce((a, b) => a + b, 0)).toBeCloseTo(additivity.promised, 5)
    },
  )

  it('comes near the Shapley values with an eighth of the coalitions', async () => {
    const { session, sample, background } = tileCase(16)
    const context = { ...contextOf(session, sample, { output: 'logit' }), background }
    const run = async (sampleCount: number) =>
      (await kernelShap.run({ ...context, params: params({ segmentCount: 12, sampleCount }) })).saliencyMap
    const [exact, sampled] = [await run(4094), await run(512)]
    const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    assertCloseTo(sampled, exact, { abs: 0.05 * largest })
  })

  it('gives weight times difference on a linear model, whatever the coalitions', async () => {
    const { session, sample, weights, background } = tileCase(0, [1, 12, 1])
    const { saliencyMap } = await kernelShap.run({
      ...contextOf(session, sample, { targetClass: 2, versus: 0, output: 'logit' }),
      background,
      params: params({ segmentCount: 12, sampleCount: 100 }),
    })
    const mean = backgroundMean(background)
    const slope = (pixel: number) => weights.data[pixel * 3 + 2]! - weights.data[pixel * 3]!
    assertCloseTo(
      saliencyMap,
      Array.from(sample, (value, i) => slope(i) * (value - mean[i]!)),
      { abs: 1e-5 },
    )
  })

  it('leaves out parts that do not differ from what takes their place', async () => {
    const { session, sample } = tileCase(16)
    sample.fill(0, 0, 8 * 2 * 3)
    const { saliencyMap, details } = await kernelShap.run({
      ...contextOf(session, sample),
      params: params({ segmentCount: 12, absence: 'black' }),
    })
    expect(details).toMatchObject({ players: 12, playersThatVary: 8 })
    expect(saliencyMap.slice(0, 16).every((value) => value === 0)).toBe(true)
  })

  it('says so where the whole sample is what takes its place', async () => {
    const { session, sample } = tileCase(16)
    const { degenerate } = await kernelShap.run({
      ...contextOf(session, sample.fill(0)),
      params: params({ absence: 'black' }),
    })
    expect(degenerate).toBe('no part of the sample changes the score')
  })

  it('says so where there are fewer coalitions than parts', async () => {
    const { session, sample } = tileCase(16)
    const { details } = await kernelShap.run({
      ...contextOf(session, sample),
      params: params({ sampleCount: 8 }),
    })
    expect(details).toMatchObject({
      exact: false,
      note: expect.stringContaining('fewer independent coalitions'),
    })
  })

  it('needs a background only where it is asked for', async () => {
    const { session, sample } = tileCase(16)
    const context = { ...contextOf(session, sample), background: null }
    await expect(kernelShap.run({ ...context, params: params({}) })).rejects.toThrow(
      'no background: kernel-shap',
    )
    const { degenerate } = await kernelShap.run({
      ...context,
      params: params({ absence: 'mean', sampleCount: 50 }),
    })
    expect(degenerate).toBeNull()
  })
})
