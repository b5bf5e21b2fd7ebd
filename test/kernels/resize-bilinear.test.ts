import fc from 'fast-check'
import { expect, it } from 'vitest'
import { resizeBilinear } from '../../main/kernels/resize-bilinear.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'

it('resizeBilinear(src, from, to) samples at half-pixel centres and clamps at the edge', () => {
  const out = resizeBilinear(
    Float32Array.of(0, 4),
    { height: 1, width: 2, channels: 1 },
    { height: 1, width: 4 },
  )
  expect([...out]).toEqual([0, 1, 3, 4])
})

it('resizeBilinear(src, from, to) equals the product of its two directions', () => {
  const src = Float32Array.of(0, 1, 2, 3)
  const out = resizeBilinear(src, { height: 2, width: 2, channels: 1 }, { height: 4, width: 4 })
  const steps = [0, 0.25, 0.75, 1]
  assertCloseTo(
    out,
    steps.flatMap((y) => steps.map((x) => 2 * y + x)),
    { abs: 1e-6 },
  )
})

it('resizeBilinear keeps channels apart, the range, and a constant map', () => {
  const side = fc.integer({ min: 1, max: 12 })
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      fc.float({ noNaN: true, min: -10, max: 10 }),
      (h, w, height, width, value) => {
        const src = Float32Array.from({ length: h * w * 2 }, (_, index) => (index % 2 === 0 ? value : index))
        const out = resizeBilinear(src, { height: h, width: w, channels: 2 }, { height, width })
        expect(out.length).toBe(height * width * 2)
        for (let index = 0; index < out.length; index += 2) {
          expect(out[index] === value).toBe(true)
          expect(out[index + 1]).toBeGreaterThanOrEqual(1)
          expect(out[index + 1]).toBeLessThanOrEqual(h * w * 2 - 1)
        }
      },
    ),
  )
})

it('resizeBilinear refuses a wrong length and a size of zero', () => {
  const from = { height: 2, width: 2, channels: 1 }
  expect(() => resizeBilinear(new Float32Array(3), from, { height: 1, width: 1 })).toThrow(/shape mismatch/)
  expect(() => resizeBilinear(new Float32Array(4), from, { height: 0, width: 1 })).toThrow(/invalid size/)
})
