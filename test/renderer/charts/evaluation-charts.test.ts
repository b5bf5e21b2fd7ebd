import { describe, expect, it } from 'vitest'
import { layoutClassAccuracy } from '../../../renderer/charts/class-accuracy.ts'
import { steppedCell } from '../../../renderer/charts/confusion-matrix.ts'
import { layoutReliability } from '../../../renderer/charts/reliability.ts'
import { layoutUnitCurves } from '../../../renderer/charts/unit-curves.ts'

describe('layoutClassAccuracy(rows, options)', () => {
  const rows = [
    { index: 0, name: 'a', accuracy: 0.875, interval: [0.75, 0.9375] as const, support: 10 },
    { index: 1, name: 'b', accuracy: null, interval: null, support: 0 },
    { index: 2, name: 'c', accuracy: 0.5, interval: [0.25, 0.75] as const, support: 4 },
  ]
  const width = 104 + 400 + 132

  it('draws a bar to the accuracy and a whisker over its interval', () => {
    const { bars, overall } = layoutClassAccuracy(rows, { width, overall: 0.75, order: 'class' })
    expect(bars.map(({ split, whisker }) => [split, whisker])).toEqual([
      [454, [404, 479]],
      [104, null],
      [304, [204, 404]],
    ])
    expect(overall).toBe(404)
  })

  it('puts the worst first where that is asked for, and classes without samples last', () => {
    const { bars } = layoutClassAccuracy(rows, { width, overall: 0.75, order: 'accuracy' })
    expect(bars.map(({ name }) => name)).toEqual(['c', 'a', 'b'])
  })
})

describe('layoutReliability(bins, width)', () => {
  const bins = [
    { lower: 0, upper: 0.5, count: 0, confidence: null, accuracy: null },
    { lower: 0.5, upper: 1, count: 8, confidence: 0.8, accuracy: 0.6 },
  ]
  const { marks, plot } = layoutReliability(bins, 52 + 200 + 14)

  it('has a bar up to the accuracy, and a gap from there to the mean confidence', () => {
    const [empty, mark] = marks
    expect([empty?.bar, empty?.column.height]).toEqual([null, 0])
    expect([plot.height, mark?.bar?.height, mark?.over]).toEqual([200, 120, true])
    expect([mark?.gap?.y, mark?.gap?.height]).toEqual([expect.closeTo(plot.y + 40, 9), expect.closeTo(40, 9)])
    expect(mark?.point).toEqual({ x: expect.closeTo(52 + 160, 9), y: expect.closeTo(plot.y + 80, 9) })
  })
})

it('layoutUnitCurves(...).nearest finds the drawn point under the pointer, of one curve or of any', () => {
  const curves = [{ x: [0, 0.5, 1], y: [0, 0.5, 1] }, null, { x: [0, 1], y: [1, 1] }]
  const chart = layoutUnitCurves(curves, { width: 44 + 200 + 12, height: 10 + 200 + 38 })
  const middle = { x: 44 + 103, y: 10 + 99 }
  expect(chart.nearest(middle, null)).toEqual({ curve: 0, index: 1 })
  expect(chart.nearest(middle, 2)).toBeNull()
  expect(chart.nearest({ x: 44 + 195, y: 12 }, 2)).toEqual({ curve: 2, index: 1 })
  expect(chart.pointOf({ curve: 0, index: 1 })).toEqual({ x: 144, y: 110 })
})

it('steppedCell(from, key, size) goes over the square and stops at its edges', () => {
  const keys = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'a']
  expect(keys.map((key) => steppedCell(4, key, 3))).toEqual([5, 3, 7, 1, 3, 5, null])
  expect(keys.slice(0, 4).map((key) => steppedCell(0, key, 3))).toEqual([1, 0, 3, 0])
})
