import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reducePlanes } from '../../main/engine/reduce-planes.ts'

describe('reducePlanes(planes, size, longest)', () => {
  it('leaves planes alone that are small enough', () => {
    const planes = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect(reducePlanes(planes, { height: 1, width: 3 }, 3)).toEqual({
      height: 1,
      width: 3,
      reduction: 1,
      values: planes,
    })
  })

  it('takes means over squares, cut at the lower and right edges, plane by plane', () => {
    const plane = [1, 3, 5, 7, 9, 2, 4, 6, 8, 10, 11, 12, 13, 14, 15]
    const planes = Float32Array.from([...plane, ...plane.map((value) => -value)])
    const means = [2.5, 6.5, 9.5, 11.5, 13.5, 15]
    expect(reducePlanes(planes, { height: 3, width: 5 }, 3)).toEqual({
      height: 2,
      width: 3,
      reduction: 2,
      values: Float32Array.from([...means, ...means.map((value) => -value)]),
    })
  })

  it('keeps a constant constant and no side longer than asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 16 }),
        (height, width, count, longest) => {
          const reduced = reducePlanes(
            new Float32Array(count * height * width).fill(2),
            { height, width },
            longest,
          )
          expect(Math.max(reduced.height, reduced.width)).toBeLessThanOrEqual(longest)
          expect(reduced.values).toEqual(new Float32Array(count * reduced.height * reduced.width).fill(2))
        },
      ),
    )
  })
})
