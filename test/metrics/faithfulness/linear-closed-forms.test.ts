import { describe, expect, it } from 'vitest'
import { completenessGap } from '../../../main/metrics/faithfulness/completeness-gap.ts'
import { faithfulnessCorrelation } from '../../../main/metrics/faithfulness/faithfulness-correlation.ts'
import { infidelity } from '../../../main/metrics/faithfulness/infidelity.ts'
import { muFidelity } from '../../../main/metrics/faithfulness/mu-fidelity.ts'
import { sensitivityN, subsetSizes } from '../../../main/metrics/faithfulness/sensitivity-n.ts'
import type { Metric } from '../../../main/metrics/define-metric.ts'
import { createRng } from '../../../main/kernels/rng.ts'
import { contextOfFunction } from '../metric-context.ts'

/** Logit of class 0 is w . x over [6, 7, 2]; weights of both signs. */
const rng = createRng(11)
const sampleShape = [6, 7, 2] as const
const weights = Float32Array.from({ length: 84 }, () => rng.normal())
const sample = Float32Array.from({ length: 84 }, () => rng.uniform())
const linear = (input: Float32Array): number[] => [
  input.reduce((sum, value, index) => sum + value * weights[index]!, 0),
  0,
]
/** What explains a linear model exactly, from a black input. */
const contributions = sample.map((value, index) => value * weights[index]!)
const perPixel = Float32Array.from(
  { length: 42 },
  (_, pixel) => contributions[2 * pixel]! + contributions[2 * pixel + 1]!,
)

const measure = (metric: Metric, map: Float32Array, given: object = {}) =>
  metric.measure(contextOfFunction(linear, { sample, sampleShape, map, params: metric.params.parse(given) }))

describe('on a linear model, the exact contributions', () => {
  for (const map of [contributions, perPixel]) {
    const kind = map === perPixel ? '[H, W]' : '[H, W, C]'

    it(`correlate perfectly with removals, as a map ${kind}`, async () => {
      expect((await measure(faithfulnessCorrelation, map)).values['faithfulnessCorrelation']).toBeCloseTo(
        1,
        5,
      )
      expect((await measure(sensitivityN, map)).values['sensitivityN']).toBeCloseTo(1, 5)
      // Two sets whose sums differ by float32 rounding may swap ranks.
      expect((await measure(muFidelity, map)).values['muFidelity']).toBeGreaterThan(0.9999)
    })

    it(`predict the change of every square, as a map ${kind}`, async () => {
      const { values } = await measure(infidelity, map, { windowFraction: 0.4 })
      expect(values['infidelity']).toBeLessThan(1e-9)
      expect(values['normalisedInfidelity']).toBeLessThan(1e-9)
    })

    it(`are complete, as a map ${kind}`, async () => {
      const { values } = await measure(completenessGap, map)
      expect(values['completenessGap']).toBeLessThan(1e-5)
      expect(values['relativeCompletenessGap']).toBeLessThan(1e-5)
    })
  }
})

describe('on a linear model', () => {
  it('the weights predict the change by noise, per value and per pixel', async () => {
    const { values } = await measure(infidelity, weights, { perturbation: 'gaussian' })
    expect(values['infidelity']).toBeLessThan(1e-9)
    const summed = Float32Array.from(
      { length: 42 },
      (_, pixel) => weights[2 * pixel]! + weights[2 * pixel + 1]!,
    )
    expect(
      (await measure(infidelity, summed, { perturbation: 'gaussian' })).values['infidelity'],
    ).toBeLessThan(1e-9)
  })

  it('a map k times as large has infidelity (k - 1)^2 mean b^2, and the same normalised infidelity', async () => {
    const thrice = contributions.map((value) => 3 * value)
    const zero = new Float32Array(84)
    const meanSquare = (await measure(infidelity, zero)).values['infidelity']!
    const { values } = await measure(infidelity, thrice)
    expect(values['infidelity']).toBeCloseTo(4 * meanSquare, 6)
    expect(values['normalisedInfidelity']).toBeLessThan(1e-9)
  })

  it('the opposite map correlates with -1', async () => {
    const opposite = contributions.map((value) => -value)
    expect((await measure(faithfulnessCorrelation, opposite)).values['faithfulnessCorrelation']).toBeCloseTo(
      -1,
      5,
    )
    expect((await measure(sensitivityN, opposite)).values['sensitivityN']).toBeCloseTo(-1, 5)
  })

  it('the gap of a map that sums to nothing is the whole difference', async () => {
    const { values } = await measure(completenessGap, new Float32Array(84))
    const difference = contributions.reduce((sum, value) => sum + value, 0)
    expect(values['completenessGap']).toBeCloseTo(Math.abs(difference), 4)
    expect(values['relativeCompletenessGap']).toBeCloseTo(1, 6)
  })

  it('the reference is the method’s where it has one', async () => {
    const white = new Float32Array(84).fill(1)
    const fromWhite = sample.map((value, index) => (value - white[index]!) * weights[index]!)
    const context = contextOfFunction(linear, {
      sample,
      sampleShape,
      map: fromWhite,
      params: completenessGap.params.parse({}),
    })
    const gap = async (methodParams: Record<string, unknown> | null) =>
      (await completenessGap.measure({ ...context, methodParams })).values['completenessGap']!
    expect(await gap({ reference: 'white' })).toBeLessThan(1e-5)
    expect(await gap(null)).toBeGreaterThan(0.1)
  })
})

describe('a random positive map on a model that counts removed pixels', () => {
  const counting = (input: Float32Array): number[] => [input.reduce((sum, value) => sum + value, 0), 0]
  const muFidelityOf = async (sets: 'one-size' | 'independent') => {
    const scores: number[] = []
    for (let seed = 0; seed < 20; seed++) {
      const stream = createRng(seed)
      const context = contextOfFunction(counting, {
        sample: Float32Array.from({ length: 324 }, () => 1 + 0.01 * stream.uniform()),
        sampleShape: [18, 18, 1],
        map: Float32Array.from({ length: 324 }, () => stream.uniform()),
        params: muFidelity.params.parse({ sets }),
        rng: stream.fork(0),
      })
      scores.push((await muFidelity.measure(context)).values['muFidelity']!)
    }
    return scores.reduce((sum, score) => sum + score, 0) / scores.length
  }

  it('earns nothing over sets of one size, and nearly everything where cells go independently', async () => {
    expect(Math.abs(await muFidelityOf('one-size'))).toBeLessThan(0.1)
    expect(await muFidelityOf('independent')).toBeGreaterThan(0.8)
  })
})

describe('what is undefined is null and says why', () => {
  const constantModel = () => [1, 0]
  const undefinedFor = async (
    metric: Metric,
    map: Float32Array,
    logits: (input: Float32Array) => readonly number[],
  ) => {
    const { values, undefinedReason, degenerate } = await metric.measure(
      contextOfFunction(logits, { sample, sampleShape, map, params: metric.params.parse({}) }),
    )
    return { first: Object.values(values)[0], undefinedReason, degenerate }
  }

  for (const metric of [faithfulnessCorrelation, muFidelity, sensitivityN]) {
    it(`${metric.id} of a map of zeros, or of a model that never changes`, async () => {
      expect(await undefinedFor(metric, new Float32Array(84), linear)).toEqual({
        first: null,
        undefinedReason: 'the map says the same of every removed set',
        degenerate: 'the map is constant',
      })
      expect(await undefinedFor(metric, contributions, constantModel)).toEqual({
        first: null,
        undefinedReason: 'no removal changes the score',
        degenerate: null,
      })
    })
  }

  it('completeness where sample and reference score the same, infidelity of a map of zeros', async () => {
    const { values, undefinedReason } = await completenessGap.measure(
      contextOfFunction(constantModel, {
        sample,
        sampleShape,
        map: contributions,
        params: completenessGap.params.parse({}),
      }),
    )
    expect(values['relativeCompletenessGap']).toBeNull()
    expect(undefinedReason).toBe('sample and reference have the same score')
    const zero = await measure(infidelity, new Float32Array(84))
    expect(zero.values['normalisedInfidelity']).toBeNull()
    expect(zero.undefinedReason).toContain('no best scale')
  })
})

describe('subsetSizes(pixels, count)', () => {
  it('goes from 1 to 0.8 of the pixels without repeating one', () => {
    expect(subsetSizes(100, 3)).toEqual([1, 9, 80])
    expect(subsetSizes(4, 8)).toEqual([1, 2, 3])
    expect(subsetSizes(1, 5)).toEqual([1])
  })
})
