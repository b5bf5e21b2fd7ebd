import { describe, expect, it } from 'vitest'
import { confusionCells } from '../../../renderer/charts/confusion-matrix.ts'
import { clampPan, fitScale, zoomAbout } from '../../../renderer/charts/placement.ts'
import { sparkline } from '../../../renderer/charts/sparkline.ts'
import { layoutUnitCurves, thin } from '../../../renderer/charts/unit-curves.ts'

it('confusionCells(confusion) inks a cell by its share of the label, and leaves an empty row undefined', () => {
  expect(confusionCells([[3, 1], [0, 0]])).toEqual([
    { label: 0, predicted: 0, count: 3, share: 0.75, strength: 0.75, right: true },
    { label: 0, predicted: 1, count: 1, share: 0.25, strength: 0.25, right: false },
    { label: 1, predicted: 0, count: 0, share: null, strength: 0, right: false },
    { label: 1, predicted: 1, count: 0, share: null, strength: 0, right: true },
  ]) // prettier-ignore
})

describe('placement', () => {
  const picture = { width: 100, height: 50 }
  const pane = { width: 420, height: 320 }

  it('fitScale(picture, pane) shows the whole picture with a margin', () => {
    expect(fitScale(picture, pane)).toBe(4)
  })

  it('zoomAbout(placement, scale, at) keeps the point under the pointer', () => {
    const before = { scale: 2, x: 10, y: 20 }
    const after = zoomAbout(before, 8, { x: 110, y: 70 })
    expect((110 - after.x) / after.scale).toBe((110 - before.x) / before.scale)
    expect((70 - after.y) / after.scale).toBe((70 - before.y) / before.scale)
  })

  it('clampPan(placement, picture, pane) centres a small picture and keeps a large one in sight', () => {
    expect(clampPan({ scale: 1, x: -900, y: 900 }, picture, pane)).toEqual({ scale: 1, x: 160, y: 135 })
    expect(clampPan({ scale: 10, x: -9000, y: 9000 }, picture, pane)).toEqual({ scale: 10, x: -590, y: 10 })
  })
})

describe('curves', () => {
  it('layoutUnitCurves(curves, size) draws from corner to corner and leaves out what is undefined', () => {
    const chart = layoutUnitCurves([{ x: [0, 1], y: [0, 1] }, null], { width: 256, height: 248 })
    expect(chart.paths).toEqual([chart.diagonal, null])
    expect(chart.diagonal).toBe('M44,210L244,10')
  })

  it('thin(count) keeps both ends and few enough points', () => {
    expect(thin(3)).toEqual([0, 1, 2])
    const thinned = thin(10_000)
    expect([thinned.length, thinned[0], thinned.at(-1)]).toEqual([600, 0, 9999])
  })
})

describe('signals', () => {
  it('sparkline(values, width, height) stays in its box, and is empty without values', () => {
    expect(sparkline(Float32Array.of(0, 1), 100, 100)).toBe('M10,90L90,10')
    expect(sparkline(new Float32Array(0), 100, 100)).toBe('')
  })
})
