import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readNpy } from '../../main/datasets/npy.ts'
import { otsuThreshold, raisedOtsuThreshold } from '../../main/kernels/otsu.ts'
import { describeShared, sharedPath } from '../helpers/shared.ts'

it('otsuThreshold(map) of two levels is the first level above the lower one', () => {
  expect(otsuThreshold(Float32Array.of(0.25, 0.25, 0.75, 0.75))).toBe(65 / 256)
})

it('otsuThreshold(map) has no answer for one level, for nothing, and for NaN', () => {
  expect(otsuThreshold(new Float32Array(9).fill(0.3))).toBeUndefined()
  expect(otsuThreshold(new Float32Array(0))).toBeUndefined()
  expect(otsuThreshold(Float32Array.of(0, 1, NaN))).toBeUndefined()
})

it('otsuThreshold(map) counts values outside [0, 1] with the end levels', () => {
  expect(otsuThreshold(Float32Array.of(-5, 7))).toBe(otsuThreshold(Float32Array.of(0, 1)))
})

it('otsuThreshold(map) parts the levels with the largest variance between classes', () => {
  const spread = (map: Float32Array, threshold: number): number => {
    const levels = [...map].map((value) => Math.min(255, Math.round(value * 256)))
    const low = levels.filter((level) => level < threshold * 256)
    const high = levels.filter((level) => level >= threshold * 256)
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
    return low.length === 0 || high.length === 0
      ? 0
      : low.length * high.length * (mean(low) - mean(high)) ** 2
  }
  // Eighths keep clear of halves, where rounding rules differ.
  const level = fc.nat(1023).map((eighth) => (eighth + 0.25) / 1024)
  fc.assert(
    fc.property(fc.array(level, { minLength: 2, maxLength: 30 }), (values) => {
      const map = Float32Array.from(values)
      const threshold = otsuThreshold(map)
      if (threshold === undefined) return
      const best = spread(map, threshold)
      for (let other = 1; other < 256; other++)
        expect(spread(map, other / 256)).toBeLessThanOrEqual(best + 1e-6)
    }),
    { numRuns: 30 },
  )
})

it('raisedOtsuThreshold(map) stays at t where enough of the map lies above 1.5 t', () => {
  const map = Float32Array.from({ length: 100 }, (_, index) => (index < 50 ? 0.1 : 0.9))
  expect(raisedOtsuThreshold(map)).toBe(otsuThreshold(map))
  const rare = Float32Array.from({ length: 100 }, (_, index) => (index < 95 ? 0.1 : 0.9))
  expect(raisedOtsuThreshold(rare)).toBe(1.5 * otsuThreshold(rare)!)
})

describeShared('raisedOtsuThreshold on the maps of real tiles', () => {
  it.each([
    ['030', 0.97265625],
    ['400', 0.978515625],
  ])('raisedOtsuThreshold of tile %s is %d', (tile, expected) => {
    const map = readNpy(readFileSync(sharedPath(`goldens/hmt_${tile}_sise_conv2d_3.npy`)), 'map')
    expect(raisedOtsuThreshold(Float32Array.from(map.data, Number))).toBe(expected)
  })
})
