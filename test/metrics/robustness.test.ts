import { describe, expect, it } from 'vitest'
import { createRng } from '../../main/kernels/rng.ts'
import { classSensitivity } from '../../main/metrics/robustness/class-sensitivity.ts'
import { maxSensitivity } from '../../main/metrics/robustness/max-sensitivity.ts'
import { compareMaps, topIou } from '../../main/metrics/similarity/compare-maps.ts'
import { contextOfFunction } from './metric-context.ts'
import { reference } from './reference.ts'

const { height, width } = reference.pictures
const shape = [height, width, 1] as const
const [a, b, c] = [reference.pictures.a, reference.pictures.b, reference.pictures.c].map((values) =>
  Float32Array.from(values),
) as [Float32Array, Float32Array, Float32Array]
const logits = () => [3, 1, 2]

describe('maxSensitivity.measure', () => {
  const measure = (explain: (input: Float32Array) => Float32Array, map: Float32Array, given: object = {}) =>
    maxSensitivity.measure(
      contextOfFunction(logits, {
        sample: a,
        sampleShape: shape,
        map,
        params: maxSensitivity.params.parse(given),
        rng: createRng(3),
        explain: ({ input = a }) => explain(input),
      }),
    )

  it('is 0 for a method that never moves', async () => {
    expect((await measure(() => b, b)).values).toEqual({ maxSensitivity: 0, meanSensitivity: 0 })
  })

  it('is the largest ||noise|| / ||x|| for a method whose map is the input', async () => {
    const changes: number[] = []
    const norm = Math.hypot(...a)
    const { values } = await measure(
      (input) => {
        const noise = input.map((value, index) => value - a[index]!)
        expect(Math.max(...noise.map(Math.abs))).toBeLessThanOrEqual(0.05 + 1e-6)
        changes.push(Math.hypot(...noise) / norm)
        return input
      },
      a,
      { draws: 7, radius: 0.05 },
    )
    expect(changes).toHaveLength(7)
    expect(values['maxSensitivity']).toBeCloseTo(Math.max(...changes), 6)
    expect(values['meanSensitivity']).toBeCloseTo(changes.reduce((sum, value) => sum + value, 0) / 7, 6)
    // U(-r, r) has standard deviation r / sqrt 3.
    expect(values['meanSensitivity']! * norm).toBeCloseTo((0.05 / Math.sqrt(3)) * Math.sqrt(a.length), 1)
  })

  it('is undefined for a map of zeros, and refused where the method is not known', async () => {
    const { values, undefinedReason } = await measure(() => b, new Float32Array(a.length))
    expect(values['maxSensitivity']).toBeNull()
    expect(undefinedReason).toBe('the map is zero everywhere')
    const context = contextOfFunction(logits, {
      sample: a,
      sampleShape: shape,
      map: b,
      params: maxSensitivity.params.parse({}),
    })
    await expect(maxSensitivity.measure(context)).rejects.toMatchObject({ code: 'capability_missing' })
  })
})

describe('classSensitivity.measure', () => {
  const measure = (targetClass: number, versus: number | null, mapOfClass: (index: number) => Float32Array) =>
    classSensitivity.measure(
      contextOfFunction(logits, {
        sample: a,
        sampleShape: shape,
        map: a,
        params: {},
        explained: { targetClass, versus, output: 'logit' },
        explain: (request) => mapOfClass(request.targetClass!),
      }),
    )

  it('is 1 where the method ignores the class', async () => {
    const { values } = await measure(0, null, () => a)
    expect(values['runnerUpSpearman']).toBeCloseTo(1, 12)
    expect(values['runnerUpSsim']).toBeCloseTo(1, 12)
  })

  it('compares with the most probable other class, also of a contrast', async () => {
    const asked: number[] = []
    const note = (index: number) => {
      asked.push(index)
      return c
    }
    const { values } = await measure(0, null, note)
    await measure(2, null, note)
    await measure(0, 2, note)
    expect(asked).toEqual([2, 0, 1])
    expect(values['runnerUpSpearman']).toBe(compareMaps(a, c, shape).spearman)
  })

  it('is undefined where there is no other class', async () => {
    const context = contextOfFunction(() => [1], {
      sample: a,
      sampleShape: shape,
      map: a,
      params: {},
      explain: () => a,
    })
    expect((await classSensitivity.measure(context)).undefinedReason).toBe('there is no other class')
  })
})

describe('compareMaps(a, b, shape)', () => {
  it('is 1 for a map and itself, whatever its scale', () => {
    const tripled = a.map((value) => 3 * value)
    const likeness = compareMaps(a, tripled, shape)
    for (const value of [likeness.spearman, likeness.absoluteSpearman, likeness.pearson, likeness.topIou])
      expect(value).toBeCloseTo(1, 12)
    expect(likeness.ssim).toBeCloseTo(1, 6)
  })

  it('tells a map from its opposite, magnitudes alike', () => {
    const opposite = a.map((value) => -value)
    expect(compareMaps(a, opposite, shape)).toMatchObject({ spearman: -1, absoluteSpearman: 1 })
  })

  it('gives NumPy’s SSIM of maps over their largest magnitude', () => {
    const magnitudes = compareMaps(a.map(Math.abs), c.map(Math.abs), shape)
    expect(magnitudes.ssim).toBeCloseTo(reference.ssim.positive, 6)
  })

  it('sums channels, and is undefined for a constant map', () => {
    const doubled = Float32Array.from({ length: 2 * a.length }, (_, index) => a[index >> 1]! / 2)
    expect(compareMaps(doubled, a, [height, width, 2]).spearman).toBeCloseTo(1, 12)
    expect(compareMaps(a, new Float32Array(a.length), shape)).toMatchObject({
      spearman: null,
      ssim: null,
      topIou: null,
      undefinedReason: 'one of two maps: the map is constant',
    })
  })
})

describe('topIou(a, b, count)', () => {
  it('is shared over united', () => {
    expect(topIou(Float32Array.of(4, 3, 2, 1), Float32Array.of(4, 1, 2, 3), 2)).toBe(1 / 3)
    expect(topIou(Float32Array.of(4, 3, 2, 1), Float32Array.of(1, 2, 3, 4), 2)).toBe(0)
  })
})
