import { describe, expect, it } from 'vitest'
import { layoutRemovalCurves } from '../../../renderer/charts/removal-curves.ts'

const flat = (value: number) => Float32Array.from({ length: 11 }, () => value)
const falling = Float32Array.from({ length: 11 }, (_, step) => 1 - step / 10)
const rising = falling.toReversed()
const size = { width: 460, height: 244 }
const spread = (value: number) => ({ mean: flat(value), low: flat(value - 0.1), high: flat(value + 0.1) })

const layout = (given: object = {}) =>
  layoutRemovalCurves({
    insertion: rising,
    deletion: falling,
    random: null,
    signed: false,
    ...size,
    ...given,
  })

describe('layoutRemovalCurves(input)', () => {
  it('draws from edge to edge of the plot, 1 at the top and 0 at the bottom', () => {
    const { plot, deletion, insertion, xOf, yOf } = layout()
    const [right, bottom] = [plot.left + plot.width, plot.top + plot.height]
    expect([xOf(0), xOf(10), yOf(1), yOf(0)]).toEqual([plot.left, right, plot.top, bottom])
    expect(deletion.path.startsWith(`M${plot.left},${plot.top}`)).toBe(true)
    expect(deletion.path.endsWith(`${right},${bottom}`)).toBe(true)
    expect(insertion.path.startsWith(`M${plot.left},${bottom}`)).toBe(true)
  })

  it('gives a contrast the span from -1 to 1', () => {
    const { plot, yOf, yTicks } = layout({ signed: true })
    expect([yOf(-1), yTicks.map(({ value }) => value)]).toEqual([
      plot.top + plot.height,
      [-1, -0.5, 0, 0.5, 1],
    ])
  })

  it('finds the nearest step under the pointer, and none beside the plot', () => {
    const { stepAt, xOf } = layout()
    expect([stepAt(xOf(3)), stepAt(xOf(3) + 19), stepAt(xOf(3) + 21), stepAt(xOf(10) + 3)]).toEqual([
      3, 3, 4, 10,
    ])
    expect([stepAt(5), stepAt(459)]).toEqual([null, null])
  })

  it('draws random orders as a mean within a band', () => {
    const { deletion, insertion, yOf } = layout({
      random: { deletion: spread(0.5), insertion: spread(0.3) },
    })
    const heights = (path: string | null) =>
      [...(path ?? '').matchAll(/,(\d+(?:\.\d+)?)/g)].map(([, text]) => Number(text))
    expect(new Set(heights(deletion.randomPath))).toEqual(new Set([yOf(0.5)]))
    const band = heights(insertion.bandPath)
    expect([Math.min(...band), Math.max(...band)]).toEqual([
      expect.closeTo(yOf(0.4), 0),
      expect.closeTo(yOf(0.2), 0),
    ])
    expect(layout().deletion.bandPath).toBeNull()
  })
})
