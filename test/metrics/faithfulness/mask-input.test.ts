import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskInput, thresholdAtFraction } from '../../../main/metrics/faithfulness/mask-input.ts'

const floats = (...values: number[]): Float32Array => Float32Array.from(values)

describe('thresholdAtFraction', () => {
  it('is the value at index floor(n * fraction) of the values sorted descending', () => {
    const map = floats(0.1, 0.5, 0.3, 0.9)
    expect([0, 0.25, 0.49, 0.5, 0.75, 1].map((fraction) => thresholdAtFraction(map, fraction))).toEqual([
      ...floats(0.9, 0.5, 0.5, 0.3, 0.1),
      -Infinity,
    ])
  })

  it('refuses a fraction outside [0, 1] and an empty map', () => {
    expect(() => thresholdAtFraction(floats(1), 1.5)).toThrow('invalid fraction: 1.5 (must be in [0, 1])')
    expect(() => thresholdAtFraction(floats(), 0.5)).toThrow('invalid map: no values')
  })

  it('leaves exactly floor(n * fraction) distinct values strictly above it', () => {
    const maps = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(maps, fc.double({ min: 0, max: 1, noNaN: true }), (values, fraction) => {
        const threshold = thresholdAtFraction(Float32Array.from(values), fraction)
        expect(values.filter((value) => value > threshold)).toHaveLength(Math.floor(values.length * fraction))
      }),
    )
  })
})

describe('maskInput', () => {
  const input = floats(1, 2, 3, 4, 5, 6, 7, 8)
  const shape = [2, 2, 2] as const

  it('a map [H, W] keeps or removes whole pixels', () => {
    const { masked, keptShare, degenerate } = maskInput({
      input,
      shape,
      map: floats(0.9, 0.1, 0.5, 0.2),
      mode: 'values',
      fraction: 0.5,
    })
    expect(masked).toEqual(floats(1, 2, 0, 0, 5, 6, 0, 0))
    expect({ keptShare, degenerate }).toEqual({ keptShare: 0.5, degenerate: null })
  })

  it('a map [H, W, C] masks each channel by its own value, or the pixel by their sum', () => {
    const map = floats(9, -9, 1, 2, 8, 0, 3, 4)
    const request = { input, shape, map, fraction: 0.5 }
    expect(maskInput({ ...request, mode: 'values' }).masked).toEqual(floats(1, 0, 0, 0, 5, 0, 7, 8))
    expect(maskInput({ ...request, mode: 'per-pixel' }).masked).toEqual(floats(0, 0, 0, 0, 5, 6, 7, 8))
  })

  it('fills with a number, a value per channel, or another input', () => {
    const request = { input, shape, map: floats(1, 2, 3, 4), mode: 'values', fraction: 0.5 } as const
    expect(maskInput({ ...request, fill: -1 }).masked).toEqual(floats(-1, -1, -1, -1, 5, 6, 7, 8))
    expect(maskInput({ ...request, fill: [20, 30] }).masked).toEqual(floats(20, 30, 20, 30, 5, 6, 7, 8))
    const blurred = floats(10, 20, 30, 40, 50, 60, 70, 80)
    expect(maskInput({ ...request, fill: blurred }).masked).toEqual(floats(10, 20, 30, 40, 5, 6, 7, 8))
  })

  it('names a map that chooses nothing', () => {
    const reason = (map: Float32Array, fraction = 0.5): string | null =>
      maskInput({ input, shape, map, mode: 'values', fraction }).degenerate
    expect(reason(floats(2, 2, 2, 2))).toBe('the map is constant')
    expect(reason(floats(1, 1, 1, 0))).toBe('nothing is kept: too many values equal the largest')
    expect(reason(floats(1, NaN, 0, 2))).toBe('the map holds values that are not finite')
    expect(reason(floats(1, 2, 3, 4), 1)).toBeNull()
  })

  it('refuses a map or fill of another size and leaves its inputs alone', () => {
    const before = input.slice()
    const request = { input, shape, map: floats(1, 2, 3), mode: 'values', fraction: 0.5 } as const
    expect(() => maskInput(request)).toThrow('shape mismatch: map of 3 values, input 2x2x2')
    expect(() => maskInput({ ...request, map: floats(1, 2, 3, 4), fill: [1, 2, 3] })).toThrow(
      'fill of 3 values',
    )
    expect(input).toEqual(before)
  })
})
