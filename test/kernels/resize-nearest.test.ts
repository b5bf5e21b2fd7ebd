import { describe, expect, it } from 'vitest'
import { resizeNearest } from '../../main/kernels/resize-nearest.ts'

const mask = Uint8Array.of(0, 1, 2, 3, 4, 5)
const from = { height: 2, width: 3 }

describe('resizeNearest(mask, from, to)', () => {
  it('keeps a mask of the same size', () => {
    expect(resizeNearest(mask, from, from)).toEqual(mask)
  })

  it('repeats pixels when growing by a whole factor', () => {
    expect([...resizeNearest(mask, from, { height: 2, width: 6 })]).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5,
    ])
  })

  it('takes the pixel under the centre of the new one', () => {
    // Pillow 9.4.0: Image.fromarray(mask).resize((2, 1), NEAREST) and resize((5, 2), NEAREST)
    expect([...resizeNearest(mask, from, { height: 1, width: 2 })]).toEqual([3, 5])
    expect([...resizeNearest(mask, from, { height: 2, width: 5 })]).toEqual([0, 0, 1, 2, 2, 3, 3, 4, 5, 5])
  })

  it('refuses a mask of another size', () => {
    expect(() => resizeNearest(mask, { height: 3, width: 3 }, from)).toThrow('mask of 6 pixels, size 3x3')
  })
})
