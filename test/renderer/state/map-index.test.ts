import { expect, it } from 'vitest'
import { costOf, maskOf, spanOf } from '../../../renderer/state/map-index.ts'

const index = (minimum: number[], maximum: number[], degenerate = minimum.map(() => 0)) => ({
  minimum: Float32Array.from(minimum),
  maximum: Float32Array.from(maximum),
  degenerate: Uint8Array.from(degenerate),
})

it('spanOf(index, signed) goes from the least to the greatest value of all maps', () => {
  expect(spanOf(index([0, 0.5], [1, 4]), false)).toEqual({ low: 0, high: 4 })
})

it('spanOf(index, signed) is symmetric about zero where any map goes below it, or the method is signed', () => {
  expect(spanOf(index([-3, 0.5], [1, 2]), false)).toEqual({ low: -3, high: 3 })
  expect(spanOf(index([0, 0.5], [1, 4]), true)).toEqual({ low: -4, high: 4 })
})

it('spanOf(index, signed) asks neither maps that say nothing nor those without values', () => {
  expect(spanOf(index([0, -9, NaN], [1, 9, NaN], [0, 1, 0]), false)).toEqual({ low: 0, high: 1 })
  expect(spanOf(index([], []), false)).toBeNull()
})

it('maskOf(index, ids) marks the rows that have a map', () => {
  expect([...maskOf({ sampleIds: Int32Array.of(12, 10) }, Int32Array.of(10, 11, 12))]).toEqual([1, 0, 1])
})

it('costOf(index) is the median, so that one slow first map does not count', () => {
  const cost = { durationMs: Float32Array.of(900, 10, 12, 14), evaluations: Int32Array.of(5, 5, 5, 5) }
  expect(costOf(cost)).toEqual({ durationMs: 13, evaluations: 5, maps: 4 })
  expect(costOf({ durationMs: new Float32Array(0), evaluations: new Int32Array(0) })).toBeNull()
})
