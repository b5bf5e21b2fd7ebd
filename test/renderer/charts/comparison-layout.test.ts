import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutClassDots } from '../../../renderer/charts/class-dots.ts'
import { BAND, layoutMeanCurves } from '../../../renderer/charts/mean-curves.ts'
import { layoutPairedDifferences } from '../../../renderer/charts/paired-differences.ts'
import {
  largestDifferences,
  layoutPairedScatter,
  nearestPoint,
} from '../../../renderer/charts/paired-scatter.ts'

const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true })

describe('layoutPairedScatter(values, width)', () => {
  it('puts equal values on the line, and higher ones of the other run above it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, finite), { minLength: 1, maxLength: 40 }), (pairs) => {
        const x = Float32Array.from(pairs, ([value]) => value)
        const y = Float32Array.from(pairs, ([, value]) => value)
        const { px, py, plot, dots } = layoutPairedScatter({ x, y }, 400)
        const lineAt = (left: number) => plot.top + plot.size - (left - plot.left)
        px.forEach((left, i) => {
          const above = lineAt(left) - py[i]!
          if (x[i] === y[i]) expect(Math.abs(above)).toBeLessThan(0.01)
          else expect(Math.sign(y[i]! - x[i]!) * above).toBeGreaterThanOrEqual(-0.01)
        })
        const count = (path: string) => path.split('M').length - 1
        expect(count(dots.above) + count(dots.on) + count(dots.below)).toBe(pairs.length)
      }),
    )
  })

  it('has one scale for both axes', () => {
    const { domain, ticks, plot } = layoutPairedScatter({ x: [0, 1], y: [2, 5] }, 300)
    expect(domain[0]).toBeLessThan(0)
    expect(domain[1]).toBeGreaterThan(5)
    for (const { x, y } of ticks) expect(x - plot.left).toBeCloseTo(plot.top + plot.size - y)
  })

  it('draws when all values are one', () => {
    const { px } = layoutPairedScatter({ x: [3, 3], y: [3, 3] }, 300)
    expect([...px].every(Number.isFinite)).toBe(true)
  })
})

it('nearestPoint(chart, at, reach) takes the nearest within reach, and none beyond', () => {
  const chart = { px: Float32Array.of(10, 40), py: Float32Array.of(10, 40) }
  expect([
    nearestPoint(chart, { x: 14, y: 10 }),
    nearestPoint(chart, { x: 36, y: 40 }),
    nearestPoint(chart, { x: 200, y: 200 }),
  ]).toEqual([0, 1, null])
})

it('largestDifferences(values, count) lists the largest first, whichever run is higher, and no equal ones', () => {
  expect(largestDifferences({ x: [1, 0, 2, 5], y: [1, 3, 1, 5] }, 10)).toEqual([1, 2])
})

describe('layoutPairedDifferences(rows, width)', () => {
  it('has zero in the middle', () => {
    const chart = layoutPairedDifferences([{ name: 'B', difference: 0.2, interval: [0.1, 0.4] }], 600)
    expect(chart.zero).toBeCloseTo((chart.plot.left + chart.plot.right) / 2)
  })

  it('is clear where the interval does not hold zero', () => {
    const rows = ([[0.1, 0.3], [-0.1, 0.3], [-0.3, -0.1], [0, 0.2]] as const).map((interval) => ({ name: '', difference: 0.1, interval })) // prettier-ignore
    expect(layoutPairedDifferences(rows, 600).rows.map(({ clear }) => clear)).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it('leaves out what is not known', () => {
    const [row] = layoutPairedDifferences([{ name: 'B', difference: null, interval: null }], 600).rows
    expect([row?.x, row?.low]).toEqual([null, null])
  })
})

it('layoutClassDots(rows, width) spans the runs that have a value', () => {
  const [all, one] = layoutClassDots(
    [
      { name: 'a', n: 9, means: [0.2, null, 0.6] },
      { name: 'b', n: 1, means: [0.4, null, null] },
    ],
    600,
  ).rows
  expect(all?.dots.map(({ run }) => run)).toEqual([0, 2])
  expect(all?.span).toEqual([all?.dots[0]?.x, all?.dots[1]?.x])
  expect(one?.span).toBeNull()
})

describe('layoutMeanCurves(x, curves, size)', () => {
  const size = { width: 400, height: 300 }

  it('draws the band at the mean plus and minus 1.96 standard errors', () => {
    const curve = { name: 'A', y: [0.5, 0.5], standardErrors: [0.1, 0.1] }
    const { bands, yTicks } = layoutMeanCurves([0, 1], [curve], size)
    const places = [...bands[0]!.matchAll(/[ML][\d.]+,([\d.]+)/g)].map(([, y]) => Number(y))
    const [first, last] = [yTicks[0]!, yTicks.at(-1)!]
    const perUnit = (first.y - last.y) / (Number(last.text) - Number(first.text))
    expect(Math.max(...places) - Math.min(...places)).toBeCloseTo(2 * BAND * 0.1 * perUnit, 0)
  })

  it('breaks a line where a value is missing', () => {
    const curve = { name: 'A', y: [0, 1, null, 1, 0], standardErrors: [0, 0, 0, 0, 0] }
    expect(layoutMeanCurves([0, 1, 2, 3, 4], [curve], size).lines[0]?.split('M').length).toBe(3)
  })

  it('puts names side by side', () => {
    const { xTicks } = layoutMeanCurves(['conv1', 'conv2', 'dense'], [], size)
    expect(xTicks.map(({ text }) => text)).toEqual(['conv1', 'conv2', 'dense'])
    expect(xTicks[1]!.x - xTicks[0]!.x).toBeCloseTo(xTicks[2]!.x - xTicks[1]!.x)
  })
})
