import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRng } from '../../../main/kernels/rng.ts'
import { compareFigure } from '../../../main/metrics/comparison/compare-figure.ts'
import { normalTail } from '../../../main/metrics/comparison/normal-tail.ts'
import { signedRank } from '../../../main/metrics/comparison/signed-rank.ts'

const numbers = z.array(z.number())
const reference = z
  .object({
    signedRank: z.array(
      z.object({
        differences: numbers,
        statistic: z.number(),
        p: z.number(),
        n: z.int(),
        exact: z.boolean(),
      }),
    ),
    normalTail: z.array(z.object({ z: z.number(), tail: z.number() })),
    bootstrap: z.object({
      first: numbers,
      second: numbers,
      difference: z.number(),
      interval: z.tuple([z.number(), z.number()]),
      standardError: z.number(),
    }),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../reference/metrics/comparison.json', import.meta.url), 'utf8')),
  )

describe('normalTail(z)', () => {
  it.each(reference.normalTail)('gives SciPy’s norm.sf of $z', ({ z: value, tail }) => {
    expect(normalTail(value) / tail).toBeCloseTo(1, 11)
  })
})

describe('signedRank(differences)', () => {
  it.each(reference.signedRank)('gives SciPy’s wilcoxon: n $n, p $p', ({ differences, ...expected }) => {
    const result = signedRank(differences)!
    expect({ ...result, p: 0 }).toEqual({ ...expected, p: 0 })
    expect(result.p / expected.p).toBeCloseTo(1, 9)
  })

  it('is undefined where nothing differs', () => {
    expect(signedRank([0, 0, 0])).toBeNull()
    expect(signedRank([])).toBeNull()
  })

  it('does not mind the sign or the order', () => {
    const list = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(list, (differences) => {
        const flipped = differences.map((difference) => -difference).reverse()
        expect(signedRank(flipped)).toEqual(signedRank(differences))
      }),
    )
  })
})

describe('compareFigure(values, labels, rng)', () => {
  const { first, second, difference, interval, standardError } = reference.bootstrap
  const labels = first.map((_, index) => index % 3)

  it('gives NumPy’s paired bootstrap within its own error', () => {
    const [only] = compareFigure(
      [Float64Array.from(first), Float64Array.from(second)],
      labels,
      createRng(0),
    ).paired
    expect(only?.difference).toBeCloseTo(difference, 12)
    // 2,000 draws: the 2.5 % quantile is known to about a fifth of the standard error.
    expect(Math.abs(only!.interval![0] - interval[0])).toBeLessThan(0.2 * standardError)
    expect(Math.abs(only!.interval![1] - interval[1])).toBeLessThan(0.2 * standardError)
  })

  it('compares the samples that both have, and classes where all have a value', () => {
    const [a, b, c] = [
      Float64Array.of(1, 2, 3, NaN, 5),
      Float64Array.of(2, 2, NaN, 4, 3),
      Float64Array.of(1, NaN, 3, 4, 5),
    ]
    const { paired, perClass } = compareFigure([a, b, c], [0, 0, 1, 1, -1], createRng(0))
    expect(
      paired.map(({ n, difference, higher, equal, lower }) => [n, difference, higher, equal, lower]),
    ).toEqual([
      [3, -1 / 3, 1, 1, 1],
      [3, 0, 0, 3, 0],
    ])
    expect(paired[1]?.wilcoxon).toBeNull()
    expect(perClass).toEqual([
      { classIndex: 0, n: 1, means: [1, 2, 1] },
      { classIndex: null, n: 1, means: [5, 3, 5] },
    ])
  })

  it('gives the same interval for the same pair, whatever other runs there are', () => {
    const [a, b, c] = [Float64Array.from(first), Float64Array.from(second), Float64Array.from(labels)]
    const two = compareFigure([a, b], labels, createRng(7))
    const three = compareFigure([a, b, c], labels, createRng(7))
    expect(three.paired[0]).toEqual(two.paired[0])
    const turned = compareFigure([a, c, b], labels, createRng(7))
    expect(turned.paired[1]).toEqual(two.paired[0])
  })

  it('knows no difference where no sample has both', () => {
    const { paired } = compareFigure([Float64Array.of(1, NaN), Float64Array.of(NaN, 1)], [0, 0], createRng(0))
    expect(paired[0]).toMatchObject({ n: 0, difference: null, interval: null, wilcoxon: null })
  })

  it('refuses lists of different lengths', () => {
    expect(() => compareFigure([Float64Array.of(1)], [0, 1], createRng(0))).toThrow(/shape mismatch/)
  })
})
