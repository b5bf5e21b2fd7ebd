import { describe, expect, it } from 'vitest'
import { ssim } from '../../main/kernels/ssim.ts'
import { reference } from '../metrics/reference.ts'

const { height, width } = reference.pictures
const [a, b, c] = [reference.pictures.a, reference.pictures.b, reference.pictures.c].map((values) =>
  Float32Array.from(values),
)

describe('ssim(a, b, options)', () => {
  it('gives what NumPy gives with a uniform 7 x 7 window', () => {
    expect(ssim(a!, b!, { height, width, dataRange: 2 })).toBeCloseTo(reference.ssim.ab, 10)
    expect(ssim(a!, c!, { height, width, dataRange: 2 })).toBeCloseTo(reference.ssim.ac, 10)
  })

  it('takes a window of one row for a signal', () => {
    const size = { height: 1, width: height * width, dataRange: 2 }
    expect(ssim(a!, c!, size)).toBeCloseTo(reference.ssim.signal, 10)
  })

  it('is 1 for equal pictures, symmetric, and works where the window does not fit', () => {
    expect(ssim(a!, a!, { height, width, dataRange: 2 })).toBeCloseTo(1, 12)
    expect(ssim(b!, a!, { height, width, dataRange: 2 })).toBe(ssim(a!, b!, { height, width, dataRange: 2 }))
    const small = a!.subarray(0, 8)
    expect(ssim(small, small, { height: 2, width: 4, dataRange: 1 })).toBeCloseTo(1, 12)
    expect(() => ssim(a!, small, { height, width, dataRange: 1 })).toThrow('shape mismatch: pictures of 180')
  })
})
