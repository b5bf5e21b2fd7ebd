import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMap, encodeMap } from '../../main/store/map-codec.ts'

const bits = (values: Float32Array): number[] => [
  ...new Uint32Array(values.buffer, values.byteOffset, values.length),
]

describe('map codec', () => {
  it('encodeMap then decodeMap gives every bit pattern back', () => {
    const special = [0x80000000, 0x7fc00001, 0xffc12345, 0x7f800000, 0xff800000, 1, 0x007fffff, 0]
    const word = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(...special))
    fc.assert(
      fc.property(fc.array(word, { maxLength: 300 }), (words) => {
        const values = new Float32Array(Uint32Array.from(words).buffer)
        const shape = [1, words.length]
        expect(bits(decodeMap('map 1', shape, encodeMap(shape, values)))).toEqual(words)
      }),
    )
  })

  it('encodeMap takes a view that starts inside its buffer', () => {
    const whole = Float32Array.from([9, 1, 2, 3])
    const view = whole.subarray(1)
    expect(decodeMap('map 1', [3], encodeMap([3], view))).toEqual(Float32Array.from([1, 2, 3]))
  })

  it('encodeMap packs a smooth map below two thirds', () => {
    const values = Float32Array.from({ length: 224 * 224 }, (_, index) => Math.sin(index / 5000))
    expect(encodeMap([224, 224], values).data.byteLength).toBeLessThan((values.byteLength * 2) / 3)
  })

  it('decodeMap refuses any changed byte, and names the map', () => {
    const values = Float32Array.from({ length: 64 }, (_, index) => Math.sqrt(index))
    const encoded = encodeMap([8, 8], values)
    fc.assert(
      fc.property(fc.nat(encoded.data.length - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
        const data = Uint8Array.from(encoded.data)
        data[position] = data[position]! ^ change
        let decoded: Float32Array | undefined
        try {
          decoded = decodeMap('map 17', [8, 8], { ...encoded, data })
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'store_corrupt', message: expect.stringContaining('map 17') })
        }
        // Some bits of a zstd frame carry nothing: then the values are still right.
        if (decoded !== undefined) expect(bits(decoded)).toEqual(bits(values))
      }),
    )
  })

  it('decodeMap refuses another shape of the same size, another size and another encoding', () => {
    const encoded = encodeMap([2, 3], new Float32Array(6))
    for (const shape of [[3, 2], [6], [2, 2], [-1, -6], [1.5, 4]]) {
      expect(() => decodeMap('map 1', shape, encoded)).toThrow(/^map corrupt: map 1/)
    }
    expect(() => decodeMap('map 1', [2, 3], { ...encoded, encoding: 'jpeg' })).toThrow(/encoding jpeg/)
  })

  it('encodeMap refuses values that do not fill the shape', () => {
    expect(() => encodeMap([2, 2], new Float32Array(3))).toThrow('shape mismatch: map [2, 2], 3 values')
  })
})
