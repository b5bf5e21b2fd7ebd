import { describe, expect, it } from 'vitest'
import {
  chosenRuns,
  layoutMapBars,
  layoutSignal,
  positionAxis,
} from '../../../renderer/charts/signal-plot.ts'
import { placeTemplate } from '../../../renderer/charts/place-template.ts'
import { layoutTemplates } from '../../../renderer/charts/template-lines.ts'

// 70 px to the left of the positions and 16 to the right of them.
const WIDTH = 70 + 400 + 16

describe('positionAxis(length, extent, width)', () => {
  it('gives each position the same room and finds the one under a point', () => {
    const axis = positionAxis(4, [0, 4], WIDTH)
    expect([0, 1, 4].map(axis.edge)).toEqual([70, 170, 470])
    expect([69, 70, 169, 170, 470, 482].map(axis.indexAt)).toEqual([null, 0, 0, 1, null, null])
    expect(axis.ticks.map(({ value, x }) => [value, x])).toEqual([[0, 120], [1, 220], [2, 320], [3, 420]]) // prettier-ignore
  })

  it('shows a part of the positions over the whole width', () => {
    const axis = positionAxis(40, [10, 14], WIDTH)
    expect([axis.edge(10), axis.edge(14), axis.indexAt(470), axis.at(270)]).toEqual([70, 470, 14, 12])
    expect(axis.ticks.map(({ value }) => value)).toEqual([10, 11, 12, 13])
  })
})

describe('layoutSignal(values, overlays, axis, box)', () => {
  it('puts the signal and what lies on it on one scale', () => {
    const axis = positionAxis(2, [0, 2], WIDTH)
    const overlay = { classIndex: 3, start: 1, values: Float32Array.of(4), deviation: Float32Array.of(1) }
    const chart = layoutSignal(Float32Array.of(0, 5), [overlay], axis, { top: 0, height: 50 })
    expect(chart.points.map(({ x, y }) => [x, y])).toEqual([[170, 50], [370, 0]]) // prettier-ignore
    expect(chart.overlays[0]?.top).toEqual({ x: 370, y: expect.closeTo(10, 9) })
    expect(chart.overlays[0]?.band).not.toBeNull()
  })
})

describe('layoutMapBars(values, range, axis, box)', () => {
  const axis = positionAxis(2, [0, 2], WIDTH)
  const box = { top: 0, height: 100 }

  it('stands bars of signed maps on zero', () => {
    const { bars, zero } = layoutMapBars(Float32Array.of(1, -0.5), { low: -1, high: 1 }, axis, box)
    expect([zero, ...bars.map(({ y, height }) => [y, height])]).toEqual([50, [0, 50], [50, 25]])
  })

  it('holds what lies beyond the scale at its end, and a flat map in the middle', () => {
    const { bars } = layoutMapBars(Float32Array.of(3, 0), { low: 0, high: 1 }, axis, box)
    expect(bars.map(({ y, height }) => [y, height])).toEqual([[0, 100], [100, 1]]) // prettier-ignore
    expect(layoutMapBars(Float32Array.of(2, 2), { low: 2, high: 2 }, axis, box).zero).toBe(50)
  })
})

it('chosenRuns(chosen, length) joins neighbours', () => {
  const chosen = new Set([0, 1, 3, 5, 6])
  expect(chosenRuns((index) => chosen.has(index), 7)).toEqual([[0, 2], [3, 4], [5, 7]]) // prettier-ignore
})

describe('placeTemplate(signal, pattern)', () => {
  const pattern = Float32Array.of(0, 2, 5, 2, 0, -1, 0)

  it('finds a pattern that was shifted, made higher and lifted', () => {
    const signal = new Float32Array(30).fill(1)
    pattern.forEach((value, index) => (signal[12 + index] = 1 + 3 * value))
    const placed = placeTemplate(signal, pattern)
    expect([placed?.start, placed?.correlation]).toEqual([12, expect.closeTo(1, 6)])
    placed?.values.forEach((value, index) => expect(value).toBeCloseTo(signal[12 + index]!, 5))
  })

  it('never lays it upside down, and gives nothing where it fits nowhere', () => {
    expect(placeTemplate(new Float32Array(10), pattern)).toBeNull()
    expect(placeTemplate(Float32Array.of(1, 0), Float32Array.of(0, 1))).toBeNull()
    expect(placeTemplate(Float32Array.of(1, 2), pattern)).toBeNull()
  })
})

it('layoutTemplates(templates, size) draws on one scale, with a band where there is a spread', () => {
  const flat = { mean: Float32Array.of(-1, 1), deviation: new Float32Array(2) }
  const spread = { mean: Float32Array.of(0, 0), deviation: Float32Array.of(1, 1) }
  const { lines, zero } = layoutTemplates([flat, spread], { width: 104, height: 106 })
  expect(lines.map(({ path }) => path)).toEqual(['M2,103L102,3', 'M2,53L102,53'])
  expect([lines[0]?.band, lines[1]?.band !== null, zero]).toEqual([null, true, 53])
})
