import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SampleTable } from '#contract/samples.ts'
import { applyFilter, HISTOGRAM_BINS } from '../../../renderer/state/tile-facets.ts'
import {
  filterFromQuery,
  isRight,
  NO_FILTER,
  OUTCOMES,
  queryFromFilter,
  SORTS,
  type TileFilter,
} from '../../../renderer/state/tile-filter.ts'

const CLASSES = 3
const Row = fc.record({
  name: fc.constantFrom('a1', 'A10', 'b2', 'c'),
  label: fc.integer({ min: -1, max: CLASSES - 1 }),
  predicted: fc.integer({ min: -1, max: CLASSES - 1 }),
  confidence: fc.constantFrom(0, 0.05, 0.3, 0.5, 0.75, 0.9, 1),
  mapped: fc.boolean(),
})
const Table = fc.array(Row, { maxLength: 40 }).map((rows) => ({
  ids: Int32Array.from(rows, (_, index) => index + 1),
  names: rows.map(({ name }) => name),
  labels: Int16Array.from(rows, ({ label }) => label),
  predicted: Int16Array.from(rows, ({ predicted }) => predicted),
  confidence: Float32Array.from(rows, ({ confidence, predicted }) => (predicted < 0 ? NaN : confidence)),
  problem: new Uint8Array(rows.length),
  hasMap: Uint8Array.from(rows, ({ mapped }) => (mapped ? 1 : 0)),
}))
const Classes = fc.uniqueArray(fc.integer({ min: 0, max: CLASSES - 1 }), { maxLength: 2 })
const Filter: fc.Arbitrary<TileFilter> = fc.record({
  labels: Classes,
  predicted: Classes,
  outcome: fc.constantFrom(...OUTCOMES),
  confidence: fc.constantFrom(null, [0, 0.5] as const, [0.3, 0.9] as const, [0.5, 1] as const),
  map: fc.constantFrom('any' as const, 'yes' as const, 'no' as const),
  text: fc.constantFrom('', 'A', '1', 'zz'),
  sort: fc.constantFrom(...SORTS),
})

const rowsOf = (table: SampleTable, filter: TileFilter) => applyFilter(table, filter, CLASSES).rows

it('the count beside a choice is the number of rows that choosing it alone would leave', () => {
  fc.assert(
    fc.property(Table, Filter, (table, filter) => {
      const { facets } = applyFilter(table, filter, CLASSES)
      const left = (change: Partial<TileFilter>) => rowsOf(table, { ...filter, ...change }).length
      for (let index = 0; index < CLASSES; index++) {
        expect(facets.labels[index]).toBe(left({ labels: [index] }))
        expect(facets.predicted[index]).toBe(left({ predicted: [index] }))
      }
      expect(facets.outcomes).toEqual({
        all: left({ outcome: 'all' }),
        right: left({ outcome: 'right' }),
        wrong: left({ outcome: 'wrong' }),
      })
      expect(facets.maps).toEqual({
        any: left({ map: 'any' }),
        yes: left({ map: 'yes' }),
        no: left({ map: 'no' }),
      })
    }),
  )
})

it('the bins of the histogram are what their ranges would leave, and share no row', () => {
  fc.assert(
    fc.property(Table, Filter, (table, filter) => {
      const { facets } = applyFilter(table, filter, CLASSES)
      for (let bin = 0; bin < HISTOGRAM_BINS; bin++) {
        const confidence = [bin / HISTOGRAM_BINS, (bin + 1) / HISTOGRAM_BINS] as const
        expect(facets.confidence[bin]).toBe(rowsOf(table, { ...filter, confidence }).length)
      }
    }),
  )
})

it('a sort puts the same rows into another order, and loses none', () => {
  fc.assert(
    fc.property(Table, Filter, (table, filter) => {
      const sorted = [...rowsOf(table, filter)]
      const plain = [...rowsOf(table, { ...filter, sort: 'order' })]
      expect(sorted.toSorted((a, b) => a - b)).toEqual(plain)
      if (filter.outcome === 'wrong') expect(sorted.every((row) => isRight(table, row) === false)).toBe(true)
    }),
  )
})

it('every filter survives the address bar', () => {
  fc.assert(
    fc.property(Filter, (filter) => {
      const query = Object.entries(queryFromFilter(filter)).flatMap(([name, value]) =>
        value === null ? [] : [[name, value]],
      )
      expect(filterFromQuery(Object.fromEntries(query))).toEqual(filter)
    }),
  )
  expect(filterFromQuery({})).toEqual(NO_FILTER)
})
