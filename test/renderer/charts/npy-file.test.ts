import { describe, expect, it } from 'vitest'
import { readNpy, writeNpy } from '../../../main/datasets/npy.ts'
import { npyFile } from '../../../renderer/charts/npy-file.ts'

describe('npyFile(shape, values)', () => {
  it.each([[[6]], [[2, 3]], [[1, 2, 3]]])('of shape %j is read back as it was', (shape) => {
    const values = Float32Array.of(0, -1.5, 3e-20, 7e30, NaN, Infinity)
    expect(readNpy(npyFile(shape, values), 'map.npy')).toEqual({ shape, dtype: '<f4', data: values })
  })

  it('has the bytes that the command line writes, and data at a multiple of 64', () => {
    const values = Float32Array.from({ length: 224 * 224 }, (_, index) => Math.sin(index))
    const file = npyFile([224, 224], values)
    expect((file.length - 4 * values.length) % 64).toBe(0)
    expect(Buffer.from(file).equals(Buffer.from(writeNpy([224, 224], values)))).toBe(true)
  })
})
