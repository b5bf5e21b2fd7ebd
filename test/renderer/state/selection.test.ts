import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptOf, NOTHING_SELECTED, ranged, toggled, withAll } from '../../../renderer/state/selection.ts'
import { SelectionState } from '../../../renderer/state/selection.svelte.ts'

const COUNT = 30
/** Sample ids are no positions. */
const idAt = (position: number) => (position >= 0 && position < COUNT ? 100 + position : undefined)
const place = fc.integer({ min: 0, max: COUNT - 1 })
const sorted = (ids: ReadonlySet<number>) => [...ids].toSorted((a, b) => a - b)

describe('selection', () => {
  it('toggled twice is as before', () => {
    fc.assert(
      fc.property(fc.array(place), place, (before, position) => {
        const start = before.reduce((selection, at) => toggled(selection, at, idAt), NOTHING_SELECTED)
        const twice = toggled(toggled(start, position, idAt), position, idAt)
        expect(sorted(twice.ids)).toEqual(sorted(start.ids))
      }),
    )
  })

  it('a range holds both ends and all between, whichever end came first, and again from the same anchor', () => {
    fc.assert(
      fc.property(place, place, place, (anchor, first, second) => {
        const one = ranged(ranged(toggled(NOTHING_SELECTED, anchor, idAt), first, idAt), second, idAt)
        const low = Math.min(anchor, second)
        const expected = Array.from({ length: Math.abs(second - anchor) + 1 }, (_, step) => 100 + low + step)
        expect(sorted(one.ids)).toEqual(expected)
        expect(one.anchor).toBe(anchor)
      }),
    )
  })

  it('a range beside keeps what was chosen; places beyond the end choose nothing', () => {
    const start = toggled(NOTHING_SELECTED, 20, idAt)
    expect(sorted(ranged({ ...start, anchor: 2 }, 4, idAt, true).ids)).toEqual([102, 103, 104, 120])
    expect(toggled(start, COUNT, idAt)).toBe(start)
  })

  it('all shown come beside what is chosen; what is gone is not chosen any more', () => {
    const start = toggled(NOTHING_SELECTED, 1, idAt)
    const all = withAll(start, [105, 106])
    expect(sorted(all.ids)).toEqual([101, 105, 106])
    expect(sorted(keptOf(all, [106, 107]).ids)).toEqual([106])
    expect(keptOf(all, [101, 105, 106])).toBe(all)
  })
})

it('SelectionState: a plain click selects nothing, Ctrl toggles, Shift ranges, Shift-arrows start where the keyboard was', () => {
  const state = new SelectionState(idAt)
  const keys = { ctrlKey: false, metaKey: false, shiftKey: false }
  expect([state.click(3, keys), state.count]).toEqual([false, 0])
  expect([state.click(3, { ...keys, ctrlKey: true }), state.count]).toEqual([true, 1])
  state.click(6, { ...keys, shiftKey: true })
  expect(sorted(state.ids)).toEqual([103, 104, 105, 106])
  state.clear()
  state.extend(8, 9)
  state.extend(9, 10)
  expect(sorted(state.ids)).toEqual([108, 109, 110])
})
