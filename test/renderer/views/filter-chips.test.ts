import { expect, it } from 'vitest'
import { filterFromQuery, NO_FILTER } from '../../../renderer/state/tile-filter.ts'
import { filterChips } from '../../../renderer/views/Tiles/filter-chips.ts'
import { selectionTable } from '../../../renderer/views/Tiles/selection-table.ts'
import { captionOf } from '../../../renderer/views/Tiles/grid-layout.ts'

const NAMES = ['01_TUMOR', '02_STROMA']

it('filterChips(filter, names) says everything that holds tiles back, and nothing else', () => {
  const filter = filterFromQuery({
    label: '0,1',
    predicted: '1',
    outcome: 'wrong',
    confidence: '0.8-0.9',
    map: 'no',
    text: ' a ',
    sort: 'name',
  })
  expect(filterChips(filter, NAMES).map(({ text }) => text)).toEqual([
    'Labelled Tumor',
    'Labelled Stroma',
    'Predicted Stroma',
    'Only wrong',
    'Confidence 0.80 to 0.90',
    'Without a map',
    'Name has “a”',
  ])
  expect(filterChips({ ...NO_FILTER, sort: 'name' }, NAMES)).toEqual([])
})

it('clearing chip after chip leaves no filter, whatever the order', () => {
  let filter = filterFromQuery({ label: '0,1', outcome: 'right', confidence: '0.1-0.2', map: '4', text: 'b' })
  for (let chips = filterChips(filter, NAMES); chips.length > 0; chips = filterChips(filter, NAMES)) {
    filter = { ...filter, ...chips.at(-1)!.cleared }
  }
  expect(filter).toEqual(NO_FILTER)
})

it('selectionTable(table, ids, names) gives the chosen rows in the dataset’s order, with gaps for what is not known', () => {
  const table = {
    ids: Int32Array.of(5, 6, 7),
    names: ['a, b.tif', 'c.tif', 'd.tif'],
    labels: Int16Array.of(0, -1, 1),
    predicted: Int16Array.of(1, -1, 1),
    confidence: Float32Array.of(0.5, NaN, 1),
    problem: new Uint8Array(3),
    hasMap: new Uint8Array(3),
  }
  expect(selectionTable(table, new Set([6, 5]), NAMES)).toEqual({
    columns: ['name', 'label', 'predicted', 'confidence'],
    rows: [
      ['a, b.tif', '01_TUMOR', '02_STROMA', 0.5],
      ['c.tif', null, null, null],
    ],
  })
})

it('captionOf(width) gives the label a line of its own where tiles are large', () => {
  expect([captionOf(112), captionOf(200)]).toEqual([
    { twoLines: false, height: 26 },
    { twoLines: true, height: 42 },
  ])
})
