import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CAPTION_PX,
  FRAME_GAP_PX,
  layoutFilm,
  moveInFilm,
  scrollToFrame,
  visibleFrames,
} from '../../../renderer/charts/film-layout.ts'

const square = { height: 112, width: 112 }

describe('layoutFilm(count, room, plane)', () => {
  it('fits pictures and captions into the room', () => {
    const { height, width, pitch, length } = layoutFilm(10, 180, square)
    expect([height, width, pitch]).toEqual([180 - CAPTION_PX, 126, 126 + FRAME_GAP_PX])
    expect(length).toBe(10 * pitch - FRAME_GAP_PX)
  })

  it('gives a signal a wide frame, and nothing a length of zero', () => {
    expect(layoutFilm(3, 154, { height: 1, width: 40 }).width).toBe(160)
    expect(layoutFilm(0, 154, square).length).toBe(0)
  })
})

describe('visibleFrames(layout, count, view)', () => {
  it('holds every frame that can be seen, and no more than a few others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2048 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 3000 }),
        (count, left, width) => {
          const layout = layoutFilm(count, 180, square)
          const { first, end } = visibleFrames(layout, count, { left, width })
          expect(first).toBeGreaterThanOrEqual(0)
          expect(end).toBeLessThanOrEqual(count)
          expect(first).toBeLessThanOrEqual(Math.max(end, count))
          for (let place = 0; place < count; place++) {
            const seen = place * layout.pitch < left + width && place * layout.pitch + layout.width > left
            if (seen) expect(place >= first && place < end).toBe(true)
          }
          expect(end - first).toBeLessThanOrEqual(Math.ceil(width / layout.pitch) + 8)
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('moveInFilm(key, place, count, perPage)', () => {
  it('moves along the film and stays in it', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', 'x']
    expect(keys.map((key) => moveInFilm(key, 5, 64, 7))).toEqual([4, 6, 0, 12, 0, 63, null])
    expect(moveInFilm('ArrowRight', 63, 64, 7)).toBe(63)
    expect(moveInFilm('End', 0, 0, 7)).toBeNull()
  })
})

describe('scrollToFrame(layout, place, view)', () => {
  const layout = { pitch: 100, width: 92 }
  it('stays where the frame is in sight, and goes no further than needed', () => {
    expect(scrollToFrame(layout, 3, { left: 250, width: 400 })).toBe(250)
    expect(scrollToFrame(layout, 1, { left: 250, width: 400 })).toBe(100)
    expect(scrollToFrame(layout, 9, { left: 250, width: 400 })).toBe(592)
  })
})
