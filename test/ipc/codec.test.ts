import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from '#contract/codec.ts'
import { createFrameSplitter, prefixFrame } from '#contract/frame-stream.ts'

const typedArray = fc.oneof(
  fc.uint8Array(),
  fc.int16Array(),
  fc.int32Array(),
  fc.float32Array({ noDefaultInfinity: false, noNaN: false }),
)
// toStrictEqual reads `constructor` as the type of a value; __proto__ is refused.
const key = fc
  .oneof(fc.string(), fc.constant('$'), fc.constant('hasOwnProperty'))
  .filter((name) => name !== '__proto__' && name !== 'constructor')
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false, NaN, Infinity, -Infinity, -0, '', '\ud800'),
    fc.string({ unit: 'grapheme' }),
    fc.double(),
    typedArray,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

describe('encodeFrame(value) and decodeFrame(frame)', () => {
  it('give back any value, typed arrays, NaN, infinities and -0 included', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(decodeFrame(encodeFrame(value))).toStrictEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  it('give back a value from any offset within a larger buffer', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(17), (value, offset) => {
        const frame = encodeFrame(value)
        const larger = new Uint8Array(frame.length + offset + 3).fill(255)
        larger.set(frame, offset)
        expect(decodeFrame(larger.subarray(offset, offset + frame.length))).toStrictEqual(value)
        expect(decodeFrame(Buffer.from(larger.buffer, offset, frame.length))).toStrictEqual(value)
      }),
    )
  })

  it('do not copy the arrays of an aligned frame', () => {
    const frame = encodeFrame({ name: 'map', values: Float32Array.of(1, 2, 3) })
    const { values } = decodeFrame(frame) as { values: Float32Array }
    expect([values.buffer === frame.buffer, values.byteOffset % 4]).toEqual([true, 0])
  })

  it('take a Buffer for the Uint8Array that it is', () => {
    expect(decodeFrame(encodeFrame(Buffer.from([1, 2, 3])))).toStrictEqual(Uint8Array.of(1, 2, 3))
  })

  it('leave out properties that are undefined', () => {
    expect(decodeFrame(encodeFrame({ kept: 1, left: undefined }))).toStrictEqual({ kept: 1 })
  })
})

describe('encodeFrame(value) refuses', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  it.each([
    ['a function', { run: () => 1 }, /cannot frame value\.run: function/],
    ['undefined', undefined, /cannot frame value: undefined/],
    ['undefined in an array', { list: [1, undefined] }, /cannot frame value\.list\[1\]: undefined/],
    ['a hole', [, 1], /cannot frame value\[0\]: undefined/], // eslint-disable-line no-sparse-arrays
    ['a bigint', 1n, /cannot frame value: bigint/],
    ['a symbol', Symbol('s'), /cannot frame value: symbol/],
    ['a Date', new Date(0), /cannot frame value: Date/],
    ['a Map', new Map(), /cannot frame value: Map/],
    ['a Float64Array', new Float64Array(1), /cannot frame value: Float64Array/],
    ['a cycle', cycle, /nested deeper than 64/],
    ['a __proto__ key', JSON.parse('{"__proto__": 1}'), /__proto__/],
  ])('%s', (_, value, message) => {
    expect(() => encodeFrame(value)).toThrow(message)
  })
})

describe('decodeFrame(frame) refuses', () => {
  const good = encodeFrame({ numbers: Float32Array.of(1, 2, 3), bytes: Uint8Array.of(1), text: 'x' })
  const withHeader = (header: string, arrays = 0) => {
    const text = new TextEncoder().encode(header)
    const bytes = new Uint8Array(Math.ceil((8 + text.length) / 8) * 8 + arrays)
    bytes.set(encodeFrame(0).subarray(0, 4))
    new DataView(bytes.buffer).setUint32(4, text.length, true)
    bytes.set(text, 8)
    return bytes
  }

  it('every frame cut short', () => {
    for (let length = 0; length < good.length; length++)
      expect(() => decodeFrame(good.subarray(0, length))).toThrow(/malformed frame/)
  })

  it('a frame with bytes after its end', () => {
    expect(() => decodeFrame(Uint8Array.of(...good, 0, 0, 0, 0, 0, 0, 0, 0))).toThrow(/malformed frame/)
  })

  it.each([
    ['other magic', Uint8Array.from(good, (byte, index) => (index === 0 ? 0 : byte)), /must be EOS1/],
    ['a header that is not JSON', withHeader('{'), /must be JSON/],
    ['a header without arrays', withHeader('{"value":1}'), /must have value and arrays/],
    ['a table that is none', withHeader('{"value":1,"arrays":{}}'), /must be an array/],
    ['an unknown kind', withHeader('{"value":1,"arrays":[["Float64Array",1]]}', 8), /Float64Array/],
    ['a kind from the prototype', withHeader('{"value":1,"arrays":[["toString",0]]}'), /toString/],
    ['a negative length', withHeader('{"value":1,"arrays":[["Uint8Array",-1]]}'), /length of array -1/],
    ['a huge length', withHeader('{"value":1,"arrays":[["Float32Array",1e300]]}'), /length of array/],
    ['a length past the end', withHeader('{"value":1,"arrays":[["Uint8Array",9]]}', 8), /frame has/],
    ['an index that is no array', withHeader('{"value":{"$":["array",0]},"arrays":[]}'), /tag/],
    ['an index from the prototype', withHeader('{"value":{"$":["array","length"]},"arrays":[]}'), /tag/],
    ['an unknown tag', withHeader('{"value":{"$":["date",0]},"arrays":[]}'), /tag/],
    ['an unknown number', withHeader('{"value":{"$":["number","1"]},"arrays":[]}'), /number "1"/],
    ['a __proto__ key', withHeader('{"value":{"__proto__":{"a":1}},"arrays":[]}'), /__proto__/],
    [
      'a value nested without end',
      withHeader(`{"value":${'['.repeat(500)}${']'.repeat(500)},"arrays":[]}`),
      /nested/,
    ],
  ])('%s', (_, frame, message) => {
    expect(() => decodeFrame(frame)).toThrow(message)
  })

  it('bytes at random, or gives a value: never another error', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.nat(good.length - 1),
        fc.nat(255),
        (noise, at, byte) => {
          const flipped = good.with(at, byte)
          for (const frame of [noise, Uint8Array.of(...good.subarray(0, 8), ...noise), flipped])
            try {
              decodeFrame(frame)
            } catch (error) {
              expect(error).toMatchObject({ name: 'WorkbenchError', code: 'invalid_input' })
            }
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('createFrameSplitter()', () => {
  it('finds the frames of a stream however its chunks fall', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (values, cuts) => {
          const stream = Buffer.concat(
            values.flatMap((value) => [prefixFrame(new Uint8Array(0)), prefixFrame(encodeFrame(value))]),
          )
          const split = createFrameSplitter()
          const frames: Uint8Array[] = []
          let offset = 0
          for (let turn = 0; offset < stream.length; turn++) {
            const length = cuts.length === 0 ? stream.length : cuts[turn % cuts.length]!
            frames.push(...split(stream.subarray(offset, offset + length)))
            offset += length
          }
          expect(frames.map(decodeFrame)).toStrictEqual(values)
        },
      ),
    )
  })

  it('refuses a frame that claims more than 64 MB', () => {
    expect(() => createFrameSplitter()(Uint8Array.of(0, 0, 0, 255))).toThrow(/frame too long/)
  })
})
