import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../main/kernels/rng.ts'
import { insertionDeletion } from '../../../main/metrics/faithfulness/insertion-deletion.ts'
import { areaUnderCurve } from '../../../main/metrics/faithfulness/removal-path.ts'
import { substrateInput } from '../../../main/metrics/scored-params.ts'
import { assertCloseTo } from '../../helpers/assert-close.ts'
import { sessionOfGraph } from '../../helpers/session.ts'
import { contextOfFunction, contextOfSession } from '../metric-context.ts'
import { oneConvModel } from '../one-conv-model.ts'
import { reference } from '../reference.ts'

const floats = (values: Iterable<number>): Float32Array => Float32Array.from(values)
const parsed = (given: object) => insertionDeletion.params.parse(given)

describe('insertionDeletion.measure on a convolutional model', () => {
  it('gives PyTorch’s curves and areas', async () => {
    const { steps, deletion, insertion, deletionAuc, insertionAuc } = reference.insertionDeletion
    const context = await contextOfSession(sessionOfGraph(oneConvModel()), {
      sample: floats(reference.model.sample),
      map: floats(reference.model.map),
      params: parsed({ steps }),
    })
    expect(context.predictedClass).toBe(reference.model.predicted)
    const { values, curves, degenerate } = await insertionDeletion.measure(context)
    expect(degenerate).toBeNull()
    assertCloseTo(curves!.y['deletion']!.map(Number), deletion, { abs: 2e-6 })
    assertCloseTo(curves!.y['insertion']!.map(Number), insertion, { abs: 2e-6 })
    expect(values['deletionAuc']).toBeCloseTo(deletionAuc, 6)
    expect(values['insertionAuc']).toBeCloseTo(insertionAuc, 6)
  })

  it('blurs as RISE’s evaluation does', () => {
    const { inputShape, sample } = reference.model
    const blurred = substrateInput('blur', { sample: floats(sample), sampleShape: inputShape })
    assertCloseTo(blurred, reference.insertionDeletion.blurred, { abs: 1e-6 })
  })
})

/** Logit of class 0 is linear with positive weights; class 1 has logit 0. */
const weights = [5, 4, 3, 2, 1, 0.5]
const linear = (input: Float32Array): number[] => [
  weights.reduce((sum, weight, index) => sum + weight * input[index]!, 0) - 6,
  0,
]
const contextFor = (map: readonly number[], given: object = {}, seed = 0) =>
  contextOfFunction(linear, {
    sample: new Float32Array(6).fill(1),
    sampleShape: [1, 6, 1],
    map: floats(map),
    params: parsed({ insertionFill: 'black', ...given }),
    rng: createRng(seed),
  })

describe('insertionDeletion.measure on a linear model', () => {
  it('is best for the map of the weights among all orders', async () => {
    const best = await insertionDeletion.measure(contextFor(weights))
    const orders = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(orders, async (map) => {
        const { values } = await insertionDeletion.measure(contextFor(map))
        expect(values['deletionAuc']!).toBeGreaterThanOrEqual(best.values['deletionAuc']! - 1e-12)
        expect(values['insertionAuc']!).toBeLessThanOrEqual(best.values['insertionAuc']! + 1e-12)
      }),
    )
  })

  it('does not change under a growing transform of the map', async () => {
    const map = fc.uniqueArray(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(map, async (values) => {
        const grown = values.map((value) => Math.exp(value / 3))
        expect(await insertionDeletion.measure(contextFor(grown))).toEqual(
          await insertionDeletion.measure(contextFor(values)),
        )
      }),
    )
  })

  it('a random map is on average as good as random order', async () => {
    const gaps: number[] = []
    for (let seed = 0; seed < 200; seed++) {
      const rng = createRng(1000 + seed)
      const map = Array.from({ length: 6 }, () => rng.uniform())
      const { values } = await insertionDeletion.measure(contextFor(map, {}, seed))
      gaps.push(values['deletionGap']!)
    }
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1))
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(gaps.length))
  })

  it('breaks ties by the sample’s stream, and names a constant map', async () => {
    const constant = (seed: number) => insertionDeletion.measure(contextFor([1, 1, 1, 1, 1, 1], {}, seed))
    expect((await constant(1)).degenerate).toBe('the map is constant')
    expect(await constant(1)).toEqual(await constant(1))
    const areas = await Promise.all(
      [1, 2, 3, 4, 5].map(async (seed) => (await constant(seed)).values['deletionAuc']),
    )
    expect(new Set(areas).size).toBeGreaterThan(1)
  })

  it('leaves the gaps undefined where no random order is asked for', async () => {
    const { values, undefinedReason } = await insertionDeletion.measure(
      contextFor(weights, { randomOrders: 0 }),
    )
    expect(values).toMatchObject({ deletionGap: null, insertionGap: null, randomDeletionAuc: null })
    expect(undefinedReason).toBe('no random order was asked for')
  })
})

describe('areaUnderCurve(scores)', () => {
  it('is the trapezoid rule over [0, 1]', () => {
    expect(areaUnderCurve([1, 1, 1])).toBe(1)
    expect(areaUnderCurve([1, 0])).toBe(0.5)
    expect(areaUnderCurve([0, 1, 0])).toBe(0.5)
  })
})
