import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { npyFloat32, npyNumbers, readNpy, writeNpy } from '../../main/datasets/npy.ts'
import { reference } from './reference.ts'

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'base64')

describe('readNpy', () => {
  it.each(reference.npy)('readNpy reads what NumPy wrote: $name', ({ bytes, shape, values }) => {
    const array = readNpy(bytesOf(bytes), 'a.npy')
    expect(array.shape).toEqual(shape)
    expect([...npyNumbers(array, 'a.npy')]).toEqual(
      values.map((value) => (value === 'inf' ? Infinity : value === '-inf' ? -Infinity : Number(value))),
    )
  })

  it.each([
    ['objects', /Python objects/],
    ['structured', /structured/],
    ['complex', /dtype <c8/],
  ])('readNpy refuses %s', (name, message) => {
    expect(() => readNpy(bytesOf(reference.refused[name]!), 'a.npy')).toThrow(message)
  })

  it('readNpy names a file cut off anywhere, and never reads past it', () => {
    const whole = bytesOf(reference.npy[0]!.bytes)
    for (let length = 0; length < whole.length; length++) {
      expect(() => readNpy(whole.subarray(0, length), 'cut.npy')).toThrow(/^corrupt array: cut\.npy/)
    }
  })

  it('readNpy answers any bytes with an array or a named error', () => {
    const whole = bytesOf(reference.npy[0]!.bytes)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (position, value) => {
        const damaged = Uint8Array.from(whole)
        damaged[position] = value
        try {
          readNpy(damaged, 'a.npy')
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: 'WorkbenchError' })
        }
      }),
      { numRuns: 500 },
    )
  })

  it('readNpy refuses a shape that claims more than any file holds', () => {
    const text = "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 99999999999), }\n"
    const header = Buffer.concat([
      Buffer.from('\x93NUMPY\x01\0', 'latin1'),
      Buffer.of(text.length, 0),
      Buffer.from(text),
    ])
    expect(() => readNpy(header, 'huge.npy')).toThrow(/truncated/)
  })
})

describe('writeNpy', () => {
  it('writeNpy then readNpy gives the same shape, type and values', () => {
    const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
    fc.assert(
      fc.property(
        shape,
        fc.constantFrom(Float32Array, Float64Array, Int8Array, Uint8Array, Int32Array, Uint16Array),
        (dimensions, Type) => {
          const size = dimensions.reduce((product, dimension) => product * dimension, 1)
          const data = new Type(size).map((_, index) => index % 100)
          const array = readNpy(writeNpy(dimensions, data), 'a.npy')
          expect(array.shape).toEqual(dimensions)
          expect(array.data).toEqual(data)
        },
      ),
    )
  })

  it('writeNpy aligns the data to 64 bytes and keeps a view of a larger buffer to itself', () => {
    const view = new Float32Array([9, 1, 2, 9]).subarray(1, 3)
    const bytes = writeNpy([2], view)
    expect((bytes.length - 8) % 64).toBe(0)
    expect([...npyFloat32(readNpy(bytes, 'a.npy'), 'a.npy')]).toEqual([1, 2])
  })

  it('writeNpy refuses a shape of another size', () => {
    expect(() => writeNpy([3], new Float32Array(2))).toThrow('shape mismatch: [3] holds 3 values, got 2')
  })
})
