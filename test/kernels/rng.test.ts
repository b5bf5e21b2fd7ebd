import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../main/kernels/rng.ts'

const many = (draw: () => number, count = 20_000): number[] => Array.from({ length: count }, draw)
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

describe('createRng', () => {
  it('createRng(seed) gives the same stream for the same seed and another for another', () => {
    const first = many(createRng(7).uint32, 10)
    expect(many(createRng(7).uint32, 10)).toEqual(first)
    expect(many(createRng(8).uint32, 10)).not.toEqual(first)
    expect(many(createRng(7 + 2 ** 32).uint32, 10)).not.toEqual(first)
  })

  it('createRng(seed) keeps its stream from version to version', () => {
    expect(many(createRng(42).uint32, 4)).toEqual(GOLDEN)
  })

  it('uniform() has mean 1/2 and variance 1/12 in [0, 1)', () => {
    const values = many(createRng(1).uniform)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThan(1)
    expect(mean(values)).toBeCloseTo(0.5, 2)
    expect(mean(values.map((v) => (v - 0.5) ** 2))).toBeCloseTo(1 / 12, 2)
  })

  it('normal() has mean 0, variance 1, kurtosis 3', () => {
    const values = many(createRng(2).normal)
    expect(Math.abs(mean(values))).toBeLessThan(0.03)
    expect(mean(values.map((v) => v ** 2))).toBeCloseTo(1, 1)
    expect(Math.abs(mean(values.map((v) => v ** 4)) - 3)).toBeLessThan(0.25)
  })

  it('int(n) stays in [0, n) and reaches every value evenly', () => {
    const rng = createRng(3)
    const counts = Array.from({ length: 7 }, () => 0)
    for (let draw = 0; draw < 70_000; draw++) counts[rng.int(7)]! += 1
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  it.each([0, -1, 1.5, NaN, 2 ** 32 + 1])('int(%d) is refused', (bound) => {
    expect(() => createRng(1).int(bound)).toThrow(/invalid bound/)
  })

  it.each([-1, 0.5, NaN, 2 ** 53])('createRng(%d) is refused', (seed) => {
    expect(() => createRng(seed)).toThrow(/invalid seed/)
  })

  it('fork(index) does not depend on what was drawn before', () => {
    const used = createRng(5)
    many(used.normal, 13)
    expect(many(used.fork(9).uint32, 5)).toEqual(many(createRng(5).fork(9).uint32, 5))
  })

  it('fork(index) streams differ from one another and from their parent', () => {
    const root = createRng(5)
    const firsts = new Set([
      root.uint32(),
      ...Array.from({ length: 2000 }, (_, index) => root.fork(index).uint32()),
    ])
    expect(firsts.size).toBeGreaterThan(1998)
    expect(root.fork(1).fork(2).uint32()).not.toBe(root.fork(2).fork(1).uint32())
  })

  it('shuffle(items) is a permutation, in place', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const copy = [...items]
        expect(createRng(seed).shuffle(copy)).toBe(copy)
        expect(copy.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b))
      }),
    )
  })
})

const GOLDEN = [472415604, 815014034, 1961309538, 1146640867]
