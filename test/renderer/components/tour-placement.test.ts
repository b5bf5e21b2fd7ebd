import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlap, placeCard } from '../../../renderer/components/tour-placement.ts'

const card = { width: 300, height: 180 }
const view = { width: 1280, height: 800 }

describe('placeCard(target, card, view)', () => {
  it('stands right of the target where there is room', () => {
    expect(placeCard({ x: 100, y: 50, width: 200, height: 100 }, card, view)).toEqual({ x: 312, y: 50 })
  })
  it('stands left of a target at the right edge', () => {
    expect(placeCard({ x: 956, y: 300, width: 324, height: 400 }, card, view)).toEqual({ x: 644, y: 300 })
  })
  it('stands in the lower right corner without a target', () => {
    expect(placeCard(null, card, view)).toEqual({ x: 972, y: 612 })
  })
  it('is always within the window, and never over a target that leaves a side free', () => {
    const box = fc.record({
      x: fc.integer({ min: 0, max: 1279 }),
      y: fc.integer({ min: 0, max: 799 }),
      width: fc.integer({ min: 1, max: 900 }),
      height: fc.integer({ min: 1, max: 800 }),
    })
    fc.assert(
      fc.property(box, ({ x, y, width, height }) => {
        const target = { x, y, width: Math.min(width, 1280 - x), height: Math.min(height, 800 - y) }
        const at = placeCard(target, card, view)
        const inside = at.x >= 0 && at.y >= 0 && at.x + 300 <= 1280 && at.y + 180 <= 800
        const free = x >= 320 || 1280 - x - target.width >= 320 || y >= 200 || 800 - y - target.height >= 200
        return inside && (!free || overlap({ ...at, ...card }, target) === 0)
      }),
    )
  })
})
