import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outlineMask } from '../../main/kernels/outline-mask.ts'

const size = { height: 4, width: 6 }
const whole: [number, number][] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]

/** Even-odd rule at one point, the slow way: crossings of a ray to the right. */
function isInside(outline: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false
  outline.forEach(([x2, y2], index) => {
    const [x1, y1] = outline[(index + outline.length - 1) % outline.length]!
    if (y1 <= y === y2 <= y) return
    if (x1 + ((y - y1) / (y2 - y1)) * (x2 - x1) > x) inside = !inside
  })
  return inside
}

describe('outlineMask(outline, size)', () => {
  it('holds every pixel within the whole, and none of a line', () => {
    expect([...outlineMask(whole, size)]).toEqual(Array(24).fill(1))
    expect([
      ...outlineMask(
        [
          [0, 0],
          [1, 1],
          [0.5, 0.5],
        ],
        size,
      ),
    ]).toEqual(Array(24).fill(0))
  })

  it('holds pixels by their centres', () => {
    const box: [number, number][] = [
      [0.25, 0.25],
      [0.6, 0.25],
      [0.6, 0.75],
      [0.25, 0.75],
    ]
    // Centres of columns: 0.083, 0.25, 0.417, 0.583, 0.75, 0.917; of rows: 0.125, 0.375, 0.625, 0.875.
    const row = [0, 1, 1, 1, 0, 0]
    const none = [0, 0, 0, 0, 0, 0]
    expect([...outlineMask(box, size)]).toEqual([...none, ...row, ...row, ...none])
  })

  it('leaves out what an outline goes around twice', () => {
    const twice = [...whole, ...whole]
    expect(outlineMask(twice, size).every((inside) => inside === 0)).toBe(true)
  })

  it('agrees with a ray from every centre, for any outline', () => {
    const point = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 12 }), (outline) => {
        const mask = outlineMask(outline, { height: 7, width: 9 })
        mask.forEach((inside, pixel) => {
          const [x, y] = [((pixel % 9) + 0.5) / 9, (Math.floor(pixel / 9) + 0.5) / 7]
          const nearEdge = isInside(outline, x - 1e-9, y) !== isInside(outline, x + 1e-9, y)
          if (!nearEdge) expect(inside === 1).toBe(isInside(outline, x, y))
        })
      }),
    )
  })
})
