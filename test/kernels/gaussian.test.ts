import { describe, expect, it } from 'vitest'
import { gaussianBlur } from '../../main/kernels/gaussian-blur.ts'
import { gaussianFilter1d, gaussianKernel } from '../../main/kernels/gaussian-filter.ts'
import { createNumpyLegacyRandom } from '../../main/kernels/numpy-legacy-random.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { reference } from './reference.ts'

const signal = createNumpyLegacyRandom(11).randnArray(20)

it.each(reference.gaussianFilter1d)(
  'gaussianFilter1d(src, $sigma) of $length samples equals SciPy',
  ({ sigma, length, values }) => {
    assertCloseTo(gaussianFilter1d(signal.subarray(0, length), sigma), values, { abs: 1e-15 })
  },
)

describe('gaussianBlur', () => {
  it('gaussianBlur(src, size, sigma) equals SciPy in two dimensions', () => {
    const random = createNumpyLegacyRandom(12)
    const picture = Float32Array.from({ length: 54 }, random.randomSample)
    const blurred = gaussianBlur(
      picture,
      { height: 6, width: 9, channels: 1 },
      reference.gaussianFilter2d.sigma,
    )
    assertCloseTo(blurred, reference.gaussianFilter2d.values, { abs: 1e-7 })
  })

  it('gaussianBlur keeps the channels apart', () => {
    const picture = Float32Array.from({ length: 5 * 4 * 2 }, (_, index) => (index % 2 === 0 ? 1 : index))
    const blurred = gaussianBlur(picture, { height: 5, width: 4, channels: 2 }, 1)
    for (let index = 0; index < blurred.length; index += 2) expect(blurred[index]).toBeCloseTo(1, 6)
  })

  it('gaussianBlur with a zero border is a plain convolution with the kernel', () => {
    const picture = new Float32Array(121)
    picture[60] = 1
    const blurred = gaussianBlur(picture, { height: 11, width: 11, channels: 1 }, 5, {
      radius: 5,
      border: 'zero',
    })
    const kernel = gaussianKernel(5, 5)
    assertCloseTo(
      blurred,
      Array.from({ length: 121 }, (_, index) => kernel[Math.floor(index / 11)]! * kernel[index % 11]!),
      { abs: 1e-8 },
    )
  })

  it('gaussianBlur refuses a wrong length and a sigma of zero', () => {
    expect(() => gaussianBlur(new Float32Array(5), { height: 2, width: 2, channels: 1 }, 1)).toThrow(
      /shape mismatch/,
    )
    expect(() => gaussianBlur(new Float32Array(4), { height: 2, width: 2, channels: 1 }, 0)).toThrow(
      /invalid sigma/,
    )
  })
})
