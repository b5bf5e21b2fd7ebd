import { describe, expect, it } from 'vitest'
import {
  countClasses,
  filterFromQuery,
  filterRows,
  NO_FILTER,
  queryFromFilter,
  type TileFilter,
} from '../../../renderer/state/tile-filter.ts'

const table = {
  ids: Int32Array.of(10, 11, 12, 13, 14),
  names: ['a/one.tif', 'a/two.tif', 'b/three.tif', 'b/four.tif', 'b/broken.tif'],
  labels: Int16Array.of(0, 0, 1, 1, -1),
  predicted: Int16Array.of(0, 1, 1, -1, -1),
  confidence: Float32Array.of(0.9, 0.4, 0.6, Number.NaN, Number.NaN),
  problem: Uint8Array.of(0, 0, 0, 0, 1),
  hasMap: new Uint8Array(5),
}
const rows = (change: Partial<TileFilter>) => [...filterRows(table, { ...NO_FILTER, ...change })]

describe('filterRows(table, filter)', () => {
  it('shows everything in the dataset’s order when nothing is asked', () => {
    expect(rows({})).toEqual([0, 1, 2, 3, 4])
  })

  it('filters by label, prediction, outcome and name', () => {
    expect([rows({ labels: [0] }), rows({ predicted: [1] }), rows({ labels: [0], predicted: [1] })]).toEqual([
      [0, 1],
      [1, 2],
      [1],
    ])
    expect([rows({ outcome: 'right' }), rows({ outcome: 'wrong' }), rows({ text: ' B/T' })]).toEqual([
      [0, 2],
      [1],
      [2],
    ])
  })

  it('sorts by confidence, with samples without a prediction last either way', () => {
    expect(rows({ sort: 'least-confident' })).toEqual([1, 2, 0, 3, 4])
    expect(rows({ sort: 'most-confident' })).toEqual([0, 2, 1, 3, 4])
  })
})

it('countClasses(table, classCount) counts labels, predictions, outcomes, and what is still to predict', () => {
  expect(countClasses(table, 2)).toEqual({
    labels: [2, 2],
    predicted: [1, 2],
    right: 2,
    wrong: 1,
    unpredicted: 1,
  })
})

it('a filter survives the address bar', () => {
  const filter: TileFilter = {
    labels: [0, 4],
    predicted: [1],
    outcome: 'wrong',
    text: 'a & b',
    sort: 'most-confident',
  }
  const query = Object.entries(queryFromFilter(filter)).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  expect(filterFromQuery(Object.fromEntries(query))).toEqual(filter)
  expect(filterFromQuery({ label: 'x,-1', outcome: 'maybe', sort: 'up' })).toEqual(NO_FILTER)
})
