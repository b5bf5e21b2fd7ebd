import { describe, expect, it } from 'vitest'
import { compareAll } from '../../main/engine/compare-all.ts'
import { compareMaps } from '../../main/metrics/similarity/compare-maps.ts'

const wave = (phase: number, length = 64) =>
  Float32Array.from({ length }, (_, index) => Math.sin(index * 0.37 + phase))

describe('compareAll(maps, topShare)', () => {
  it('gives each pair the figures of the metric, in order', () => {
    const maps = [0, 0.4, 2].map((phase, index) => ({ id: index + 1, shape: [8, 8], values: wave(phase) }))
    const pairs = compareAll(maps, 0.25)
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      [1, 2],
      [1, 3],
      [2, 3],
    ])
    const { spearman, topIou, ssim } = compareMaps(wave(0), wave(2), [8, 8, 1], 0.25)
    expect(pairs[1]).toEqual({ a: 1, b: 3, spearman, topIou, ssim, undefinedReason: null })
  })

  it('adds channels up, so that a map with them meets one without', () => {
    const flat = wave(0)
    const deep = Float32Array.from({ length: 192 }, (_, index) => flat[Math.floor(index / 3)]! / 3)
    const [pair] = compareAll(
      [
        { id: 1, shape: [8, 8], values: flat },
        { id: 2, shape: [8, 8, 3], values: deep },
      ],
      0.1,
    )
    expect(pair?.ssim).toBeCloseTo(1, 5)
  })

  it('takes signals', () => {
    const [pair] = compareAll(
      [0, 0].map((phase, index) => ({ id: index + 1, shape: [40], values: wave(phase, 40) })),
      0.1,
    )
    expect([pair?.spearman, pair?.topIou]).toEqual([1, 1])
  })

  it('says why nothing can be said of a constant map', () => {
    const maps = [wave(0), new Float32Array(64)].map((values, index) => ({
      id: index,
      shape: [8, 8],
      values,
    }))
    expect(compareAll(maps, 0.1)[0]).toMatchObject({
      spearman: null,
      topIou: null,
      ssim: null,
      undefinedReason: expect.stringMatching(/constant/),
    })
  })

  it('refuses maps of other sizes', () => {
    const maps = [
      { id: 1, shape: [8, 8], values: wave(0) },
      { id: 2, shape: [4, 16], values: wave(0) },
    ]
    expect(() => compareAll(maps, 0.1)).toThrow(/^shape mismatch: map 1 is 8x8, map 2 is 4x16/)
  })
})
