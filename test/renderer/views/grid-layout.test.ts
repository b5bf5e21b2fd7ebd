import { describe, expect, it } from 'vitest'
import { layoutGrid, moveInGrid, visibleRows } from '../../../renderer/views/Tiles/grid-layout.ts'

describe('layoutGrid(count, width, tileSize)', () => {
  it('fits as many columns as there is room for and shares the rest among them', () => {
    expect(layoutGrid(100_000, 650, 112)).toEqual({
      columns: 5,
      rowCount: 20_000,
      cellWidth: 122,
      cellHeight: 148,
      totalHeight: 20_000 * 158 - 10,
    })
  })

  it('has one column where not even one tile fits', () => {
    expect(layoutGrid(3, 50, 112).columns).toBe(1)
  })
})

it('visibleRows(layout, scrollTop, height) draws a few rows of 20,000 wherever it is scrolled to', () => {
  const layout = layoutGrid(100_000, 650, 112)
  expect(visibleRows(layout, 0, 700)).toEqual({ first: 0, end: 7 })
  expect(visibleRows(layout, 158 * 10_000, 700)).toEqual({ first: 9998, end: 10_007 })
  expect(visibleRows(layout, layout.totalHeight, 700)).toEqual({ first: 19_997, end: 20_000 })
})

it('moveInGrid(key, position, grid) moves as a grid does and stays inside it', () => {
  const grid = { columns: 4, count: 10, rowsPerPage: 2 }
  const moves = {
    ArrowRight: 6,
    ArrowLeft: 4,
    ArrowDown: 9,
    ArrowUp: 1,
    Home: 0,
    End: 9,
    PageDown: 9,
    PageUp: 0,
  }
  for (const [key, next] of Object.entries(moves))
    expect([key, moveInGrid(key, 5, grid)]).toEqual([key, next])
  expect([
    moveInGrid('ArrowDown', 8, grid),
    moveInGrid('ArrowUp', 2, grid),
    moveInGrid('a', 2, grid),
  ]).toEqual([8, 2, null])
})
