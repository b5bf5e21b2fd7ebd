import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../../main/kernels/checksum.ts'
import { createNumpyLegacyRandom } from '../../main/kernels/numpy-legacy-random.ts'
import { PILLOW_FILTERS, resizePillow } from '../../main/kernels/resize-pillow.ts'
import { reference } from './reference.ts'

function seededPicture(seed: number, height: number, width: number, channels: number) {
  const random = createNumpyLegacyRandom(seed)
  const data = Uint8Array.from({ length: height * width * channels }, () => random.randint(0, 256))
  return { data, height, width, channels }
}

describe('resizePillow', () => {
  it.each(reference.resize)(
    'resizePillow $filter $from to $to x$channels equals Pillow to the byte',
    (example) => {
      const picture = seededPicture(example.seed, example.from[0], example.from[1], example.channels)
      const resized = resizePillow(picture, { height: example.to[0], width: example.to[1] }, example.filter)
      expect(crc32(resized.data)).toBe(example.crc32)
    },
  )

  it('resizePillow keeps a constant picture constant, whatever the filter and the sizes', () => {
    const side = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(
        fc.tuple(side, side, side, side),
        fc.constantFrom(...PILLOW_FILTERS),
        fc.nat(255),
        (sides, filter, value) => {
          const [height, width, toHeight, toWidth] = sides
          const data = new Uint8Array(height * width).fill(value)
          const resized = resizePillow(
            { data, height, width, channels: 1 },
            { height: toHeight, width: toWidth },
            filter,
          )
          expect(new Set(resized.data)).toEqual(new Set([value]))
        },
      ),
    )
  })

  it('resizePillow never hands back the bytes it was given', () => {
    const picture = seededPicture(1, 3, 3, 1)
    const same = resizePillow(picture, { height: 3, width: 3 })
    expect(same.data).toEqual(picture.data)
    expect(same.data).not.toBe(picture.data)
  })

  it('resizePillow refuses a wrong length and a size of zero', () => {
    const picture = seededPicture(1, 3, 3, 1)
    expect(() => resizePillow({ ...picture, width: 4 }, { height: 1, width: 1 })).toThrow(/shape mismatch/)
    expect(() => resizePillow(picture, { height: 0, width: 1 })).toThrow('invalid height: 0')
  })
})
