import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { complexity } from '../../main/metrics/complexity/complexity.ts'
import { contextOfFunction } from './metric-context.ts'
import { reference } from './reference.ts'

const measure = (map: readonly number[], given: object = {}) =>
  complexity.measure(
    contextOfFunction(() => [0, 0], {
      sample: new Float32Array(map.length),
      sampleShape: [1, map.length, 1],
      map: Float32Array.from(map),
      params: complexity.params.parse(given),
    }),
  )

describe('complexity.measure', () => {
  it('gives SciPy’s entropy and NumPy’s Gini index', async () => {
    const { values } = await measure(reference.pictures.a)
    expect(values['entropy']).toBeCloseTo(reference.complexity.entropy, 10)
    expect(values['gini']).toBeCloseTo(reference.complexity.gini, 10)
  })

  it('knows the ends: everything in one value, and everything equal', async () => {
    expect((await measure([0, 0, -7, 0])).values).toEqual({ entropy: 0, gini: 0.75, effectiveComplexity: 1 })
    const { values } = await measure([2, 2, 2, 2])
    expect(values['entropy']).toBeCloseTo(Math.log(4), 12)
    expect(values['gini']).toBe(0)
    expect(values['effectiveComplexity']).toBe(4)
  })

  it('entropy and Gini do not change with scale, sign or order', async () => {
    const lists = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(lists, async (list) => {
        const plain = (await measure(list)).values
        const moved = (await measure(list.map((value) => -4 * value).toReversed())).values
        expect(moved['entropy']).toBeCloseTo(plain['entropy']!, 9)
        expect(moved['gini']).toBeCloseTo(plain['gini']!, 9)
      }),
    )
  })

  it('counts values above a raw or a relative threshold', async () => {
    expect((await measure([1e-6, 1e-4, 1], {})).values['effectiveComplexity']).toBe(2)
    expect(
      (await measure([1, 5, 10], { threshold: 0.4, relative: true })).values['effectiveComplexity'],
    ).toBe(2)
  })

  it('is undefined for a map of zeros', async () => {
    const { values, undefinedReason, degenerate } = await measure([0, 0])
    expect(values).toEqual({ entropy: null, gini: null, effectiveComplexity: 0 })
    expect({ undefinedReason, degenerate }).toEqual({
      undefinedReason: 'the map is zero everywhere',
      degenerate: 'the map is constant',
    })
  })
})
