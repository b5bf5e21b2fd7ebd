import { describe, expect, it } from 'vitest'
import { COLORMAPS, colormapOf } from '../../../renderer/charts/colormaps.ts'
import { displayRange, planeOf, rasterize, valueAt } from '../../../renderer/charts/map-raster.ts'

const plane = { values: Float32Array.of(0, 1, 2, 3), height: 2, width: 2 }

describe('planeOf(map)', () => {
  it('reads [H, W], [L] and [1, L], and adds the channels of [H, W, C]', () => {
    expect(planeOf({ values: plane.values, shape: [2, 2] })).toEqual(plane)
    expect(planeOf({ values: plane.values, shape: [4] })).toEqual({ ...plane, height: 1, width: 4 })
    expect(planeOf({ values: Float32Array.of(1, 2, -1, 5), shape: [1, 2, 2] }).values).toEqual(
      Float32Array.of(3, 4),
    )
  })
})

it('displayRange(values, signed) is symmetric about zero for signed maps only', () => {
  const values = Float32Array.of(-1, 3)
  expect([displayRange(values, false), displayRange(values, true)]).toEqual([
    { low: -1, high: 3 },
    { low: -3, high: 3 },
  ])
  expect(displayRange(Float32Array.of(), false)).toEqual({ low: 0, high: 1 })
})

it('valueAt(plane, x, y, smooth) has the map’s own values at pixel centres and holds the edges', () => {
  expect([0.5, 1.5].map((x) => valueAt(plane, x, 0.5, true))).toEqual([0, 1])
  expect([valueAt(plane, 1, 1, true), valueAt(plane, -5, -5, true), valueAt(plane, 9, 9, true)]).toEqual([
    1.5, 0, 3,
  ])
  expect([valueAt(plane, 0.99, 0.99, false), valueAt(plane, 1.01, 1.01, false)]).toEqual([0, 3])
})

it('rasterize(request, out) gives the ends of the table to the ends of the range', () => {
  const table = colormapOf('jet').table
  const out = new Uint8ClampedArray(16)
  rasterize(
    { plane, region: { x: 0, y: 0, width: 2, height: 2 }, width: 2, height: 2, range: { low: 0, high: 3 }, table, smooth: false },
    out,
  ) // prettier-ignore
  expect([...out.subarray(0, 4)]).toEqual([...table.subarray(0, 3), 255])
  expect([...out.subarray(12)]).toEqual([...table.subarray(-3), 255])
})

it('a constant map is drawn in one colour', () => {
  const out = new Uint8ClampedArray(8)
  const constant = { values: Float32Array.of(2, 2), height: 1, width: 2 }
  const region = { x: 0, y: 0, width: 2, height: 1 }
  const range = displayRange(constant.values, false)
  rasterize(
    { plane: constant, region, width: 2, height: 1, range, table: colormapOf('viridis').table, smooth: true },
    out,
  )
  expect([...out.subarray(0, 4)]).toEqual([...out.subarray(4)])
})

it('every colour map has 256 colours, and jet begins and ends as in the report', () => {
  expect(COLORMAPS.every(({ table }) => table.length === 768)).toBe(true)
  const { table } = colormapOf('jet')
  expect([...table.subarray(0, 3), ...table.subarray(-3)]).toEqual([0, 0, 127, 127, 0, 0])
})
