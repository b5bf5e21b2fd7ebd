import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { averageRanks } from '../../main/kernels/average-ranks.ts'
import { pearson, spearman } from '../../main/kernels/correlation.ts'
import { reference } from '../metrics/reference.ts'

describe('averageRanks(values)', () => {
  it('gives SciPy’s ranks, ties sharing the mean', () => {
    expect([...averageRanks(reference.ranks.values)]).toEqual(reference.ranks.expected)
  })
})

describe('pearson(a, b) and spearman(a, b)', () => {
  const { a, b } = reference.correlations

  it('give SciPy’s numbers', () => {
    expect(pearson(a, b)).toBeCloseTo(reference.correlations.pearson, 12)
    expect(spearman(a, b)).toBeCloseTo(reference.correlations.spearman, 12)
  })

  it('are undefined for a constant list, one value, or a value that is not finite', () => {
    // 0.1 * 3 has a rounding error in its mean: equal values are still constant.
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull()
    expect(spearman([1], [1])).toBeNull()
    expect(spearman([1, NaN, 2], [1, 2, 3])).toBeNull()
    expect(() => pearson([1, 2], [1])).toThrow('shape mismatch: lists of 2 and 1 values')
  })

  it('spearman does not change under a growing transform', () => {
    const lists = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 30 })
    fc.assert(
      fc.property(lists, fc.infiniteStream(fc.integer({ min: -9, max: 9 })), (values, stream) => {
        const others = values.map(() => Number(stream.next().value))
        const grown = values.map((value) => value ** 3 + 2 * value)
        expect(spearman(grown, others)).toBe(spearman(values, others))
      }),
    )
  })
})
