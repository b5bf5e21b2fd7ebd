import { contours } from 'd3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ContourTracer, type Rings } from '../../../renderer/charts/contour-tracer.ts'
import { rankingOf, selectTop, type Selection } from '../../../renderer/charts/pixel-ranking.ts'

type Point = readonly [number, number]

function ringsOf({ points, starts, ringCount, pointCount }: Rings): Point[][] {
  return Array.from({ length: ringCount }, (_, ring) => {
    const end = ring + 1 < ringCount ? starts[ring + 1]! : pointCount
    return Array.from({ length: end - starts[ring]! }, (__, step): Point => {
      const at = 2 * (starts[ring]! + step)
      return [points[at]!, points[at + 1]!]
    })
  })
}

/** Even-odd rule, as the canvas fills. */
function encloses(rings: readonly Point[][], x: number, y: number): boolean {
  let inside = false
  for (const ring of rings) {
    ring.forEach(([x1, y1], index) => {
      const [x2, y2] = ring[(index + 1) % ring.length]!
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside
    })
  }
  return inside
}

const grids = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      values: fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: width * height, maxLength: width * height })
        .map((list) => Float32Array.from(list)),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  )

function select(values: Float32Array, share: number): Selection {
  return selectTop(rankingOf(values, false), share)
}

describe('ContourTracer.trace(selection, smooth)', () => {
  it('encloses the centres of exactly the chosen pixels, along their sides', () => {
    fc.assert(
      fc.property(grids, ({ width, height, values, share }) => {
        const selection = select(values, share)
        const rings = ringsOf(new ContourTracer(width, height).trace(selection, false))
        const { rank } = selection.ranking
        const enclosed = [...values].map((_, pixel) =>
          encloses(rings, (pixel % width) + 0.5, Math.floor(pixel / width) + 0.5),
        )
        expect(enclosed).toEqual([...values].map((_, pixel) => rank[pixel]! < selection.count))
      }),
    )
  })

  it('encloses the same with a smooth line, where values differ', () => {
    fc.assert(
      fc.property(grids, ({ width, height, values, share }) => {
        const distinct = values.map((value, index) => value + index / 1000)
        const selection = select(distinct, share)
        const rings = ringsOf(new ContourTracer(width, height).trace(selection, true))
        const { rank } = selection.ranking
        const enclosed = [...distinct].map((_, pixel) =>
          encloses(rings, (pixel % width) + 0.5, Math.floor(pixel / width) + 0.5),
        )
        expect(enclosed).toEqual([...distinct].map((_, pixel) => rank[pixel]! < selection.count))
      }),
    )
  })

  it('closes every ring along the pixels’ sides: steps go up, down, left or right, also the last one', () => {
    fc.assert(
      fc.property(grids, ({ width, height, values, share }) => {
        const rings = ringsOf(new ContourTracer(width, height).trace(select(values, share), false))
        for (const ring of rings) {
          expect(ring.length).toBeGreaterThanOrEqual(4)
          ring.forEach(([x, y], index) => {
            const [nextX, nextY] = ring[(index + 1) % ring.length]!
            expect(Number(x !== nextX) + Number(y !== nextY)).toBe(1)
          })
        }
      }),
    )
  })

  it('outlines one pixel with its four corners, in place', () => {
    const values = Float32Array.of(0, 0, 0, 0, 9, 0, 0, 0, 0)
    expect(ringsOf(new ContourTracer(3, 3).trace(select(values, 1 / 9), false))).toEqual([
      [
        [2, 1],
        [2, 2],
        [1, 2],
        [1, 1],
      ],
    ])
  })

  it('follows the border of the map where everything is chosen, and is empty where nothing is', () => {
    const tracer = new ContourTracer(3, 2)
    const values = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect(ringsOf(tracer.trace(select(values, 1), false))).toEqual([
      [
        [3, 0],
        [3, 2],
        [0, 2],
        [0, 0],
      ],
    ])
    expect(tracer.trace(select(values, 0), false).ringCount).toBe(0)
  })

  it('draws a hole as a ring of its own, and pixels that touch at a corner apart', () => {
    const hole = Float32Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1)
    expect(new ContourTracer(3, 3).trace(select(hole, 8 / 9), false).ringCount).toBe(2)
    const corner = Float32Array.of(1, 0, 0, 1)
    expect(new ContourTracer(2, 2).trace(select(corner, 0.5), false).ringCount).toBe(2)
  })

  it('lies where the interpolated value meets the threshold: the points that d3 finds', () => {
    const [width, height] = [24, 18]
    const values = Float32Array.from({ length: width * height }, (_, pixel) => {
      const [x, y] = [(pixel % width) - 9.3, Math.floor(pixel / width) - 8.1]
      return Math.exp(-(x * x + 1.7 * y * y) / 30)
    })
    const selection = select(values, 0.12)
    const ours = ringsOf(new ContourTracer(width, height).trace(selection, true))
    const theirs = contours()
      .size([width, height])
      .contour([...values], selection.threshold)
    const ring = theirs.coordinates[0]![0]!.slice(1)
    expect([ours.length, theirs.coordinates.length, ours[0]!.length]).toEqual([1, 1, ring.length])
    const sorted = (points: readonly (readonly number[])[]) =>
      points.map(([x, y]) => [x!.toFixed(3), y!.toFixed(3)].join(' ')).toSorted()
    expect(sorted(ours[0]!)).toEqual(sorted(ring))
  })
})
