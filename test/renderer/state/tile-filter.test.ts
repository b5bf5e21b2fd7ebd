import { describe, expect, it } from 'vitest'
import { applyFilter } from '../../../renderer/state/tile-facets.ts'
import {
  countClasses,
  filterFromQuery,
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
  hasMap: Uint8Array.of(1, 0, 0, 1, 0),
}
const rowsOf = (among: typeof table, change: Partial<TileFilter>, mapped?: Uint8Array) => [
  ...applyFilter(among, { ...NO_FILTER, ...change }, 2, mapped).rows,
]
const rows = (change: Partial<TileFilter>) => rowsOf(table, change)

describe('applyFilter(table, filter, classCount, mapped)', () => {
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

  it('filters by confidence: above the low end, up to the high one; 0 itself is in', () => {
    expect([rows({ confidence: [0.5, 0.95] }), rows({ confidence: [0, 0.5] })]).toEqual([[0, 2], [1]])
  })

  it('filters by having a map, of any run or of the one whose rows are given', () => {
    expect([rows({ map: 'yes' }), rows({ map: 'no' })]).toEqual([
      [0, 3],
      [1, 2, 4],
    ])
    expect(rowsOf(table, { map: 7 }, Uint8Array.of(0, 1, 0, 0, 0))).toEqual([1])
  })

  it('sorts by name as people count, and by label with the unlabelled last', () => {
    const names = ['t10', 't9', 'T1', 't02', 'a']
    expect(rowsOf({ ...table, names }, { sort: 'name' })).toEqual([4, 2, 3, 1, 0])
    expect(rows({ sort: 'label' })).toEqual([0, 1, 2, 3, 4])
    expect(rows({ sort: 'predicted' })).toEqual([0, 1, 2, 3, 4])
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
    confidence: [0.8, 0.9],
    map: 3,
    text: 'a & b',
    sort: 'most-confident',
  }
  const query = Object.entries(queryFromFilter(filter)).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  expect(filterFromQuery(Object.fromEntries(query))).toEqual(filter)
  expect(queryFromFilter(filter)['confidence']).toBe('0.8-0.9')
  expect(filterFromQuery({ confidence: '0.9-0.2', map: 'yes' })).toEqual({
    ...NO_FILTER,
    confidence: [0.2, 0.9],
    map: 'yes',
  })
  expect(filterFromQuery({ confidence: 'high', map: '-3' })).toEqual(NO_FILTER)
  expect(filterFromQuery({ label: 'x,-1', outcome: 'maybe', sort: 'up' })).toEqual(NO_FILTER)
})
