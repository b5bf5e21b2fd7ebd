import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankDescending } from '../../../main/kernels/ranking.ts'
import { lowestChosen, rankingOf, selectTop } from '../../../renderer/charts/pixel-ranking.ts'

/** Few different values, so that there are ties. */
const maps = fc
  .array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(NaN)), { minLength: 1, maxLength: 60 })
  .map((values) => Float32Array.from(values))

/** One pixel after the other: the highest that is left, of equal ones the first. */
function chooseOneByOne(values: Float32Array, count: number): Set<number> {
  const chosen = new Set<number>()
  while (chosen.size < count) {
    let best = -1
    values.forEach((value, index) => {
      if (chosen.has(index)) return
      const size = Number.isNaN(value) ? -Infinity : value
      const other = best < 0 || Number.isNaN(values[best]) ? -Infinity : values[best]!
      if (best < 0 || size > other) best = index
    })
    chosen.add(best)
  }
  return chosen
}

describe('rankingOf(values, magnitude)', () => {
  it('orders as the engine does, ties and NaN too', () => {
    fc.assert(
      fc.property(maps, (values) => {
        expect(rankingOf(values, false).order).toEqual(rankDescending(values))
        expect(rankingOf(values, true).order).toEqual(rankDescending(values.map(Math.abs)))
      }),
    )
  })

  it('sorts a map once', () => {
    const values = Float32Array.of(1, 3, 2)
    expect(rankingOf(values, false)).toBe(rankingOf(values, false))
    expect(rankingOf(values, true)).not.toBe(rankingOf(values, false))
  })

  it('takes the largest magnitude first where it is asked to', () => {
    expect([...rankingOf(Float32Array.of(-5, 1, 3), true).order]).toEqual([0, 2, 1])
  })
})

describe('selectTop(ranking, share)', () => {
  it('chooses exactly round(share * n) pixels, the same as one by one', () => {
    fc.assert(
      fc.property(maps, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const { ranking, count } = selectTop(rankingOf(values, false), share)
        expect(count).toBe(Math.round(share * values.length))
        const chosen = values.map((_, pixel) => Number(ranking.rank[pixel]! < count))
        const expected = chooseOneByOne(values, count)
        expect(chosen).toEqual(values.map((_, pixel) => Number(expected.has(pixel))))
      }),
    )
  })

  it('divides the chosen from the rest midway', () => {
    const selection = selectTop(rankingOf(Float32Array.of(4, 1, 3, 2), false), 0.5)
    expect([selection.threshold, lowestChosen(selection)]).toEqual([2.5, 3])
  })

  it('has no lowest pixel where nothing is chosen', () => {
    expect(lowestChosen(selectTop(rankingOf(Float32Array.of(4, 1), false), 0))).toBeNull()
  })
})
