import { expect, it } from 'vitest'
import { plotArea, rowsArea } from '../../../renderer/charts/plot-area.ts'

const margin = { left: 40, right: 10, top: 8, bottom: 30 }

it('plotArea(margin, size) is what the margins leave, and never less than a px', () => {
  expect(plotArea(margin, { width: 250, height: 138 })).toEqual({
    left: 40,
    top: 8,
    width: 200,
    height: 100,
    right: 240,
    bottom: 108,
  })
  expect(plotArea(margin, { width: 0, height: 0 })).toMatchObject({ width: 1, height: 1 })
})

it('rowsArea(margin, width, rowsHeight) is as high as its rows', () => {
  expect(rowsArea(margin, 250, 72)).toMatchObject({ top: 8, bottom: 80, right: 240 })
})
