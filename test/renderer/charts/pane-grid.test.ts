import { describe, expect, it } from 'vitest'
import { paneGrid } from '../../../renderer/charts/pane-grid.ts'

const small = { width: 904, height: 656, chrome: 90, aspect: 1 }
const large = { width: 1544, height: 930, chrome: 90, aspect: 1 }
const gridOf = (count: number, room: typeof small) => {
  const { columns, rows } = paneGrid({ count, ...room })
  return `${columns}x${rows}`
}

describe('paneGrid(request)', () => {
  it('uses a window of 1280 x 800 well', () => {
    expect([1, 2, 3, 4, 5, 6].map((count) => gridOf(count, small))).toEqual([
      '1x1', '2x1', '3x1', '2x2', '3x2', '3x2',
    ]) // prettier-ignore
  })

  it('uses a window of 1920 x 1080 well', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((count) => gridOf(count, large))).toEqual([
      '1x1', '2x1', '3x1', '2x2', '3x2', '3x2', '4x2', '4x2',
    ]) // prettier-ignore
  })

  it('puts everything into one row where the stage is low, into one column where it is narrow', () => {
    expect(gridOf(5, { ...small, height: 300 })).toBe('5x1')
    expect(gridOf(3, { ...small, width: 300, height: 900 })).toBe('1x3')
  })

  it('has room for every pane, and no row or column that is empty', () => {
    for (let count = 1; count <= 8; count++) {
      for (const width of [200, 700, 1500]) {
        const { columns, rows } = paneGrid({ count, width, height: 600, chrome: 90, aspect: 1.4 })
        expect(columns * rows).toBeGreaterThanOrEqual(count)
        expect(columns * (rows - 1)).toBeLessThan(count)
      }
    }
  })
})
