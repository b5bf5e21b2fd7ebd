import type { SampleTable } from '#contract/samples.ts'
import type { Sort } from './tile-filter.ts'

/** Longest run of digits that is compared as a number. */
const DIGITS = 12

/**
 * Orders of a column, kept as long as the column is: filtering 100,000 rows then only walks along one. A table that is read
 * again has new columns.
 */
const kept = new WeakMap<object, Map<Sort, Int32Array>>()

/** All rows in the order of the sort; null for the dataset's own. Ties keep the dataset's order. */
export function orderOf(table: SampleTable, sort: Sort): Int32Array | null {
  if (sort === 'order') return null
  const column = columnOf(table, sort)
  const orders = kept.get(column) ?? new Map<Sort, Int32Array>()
  kept.set(column, orders)
  const known = orders.get(sort)
  if (known !== undefined) return known
  const order = sortRows(table, sort)
  orders.set(sort, order)
  return order
}

function columnOf(table: SampleTable, sort: Sort): object {
  if (sort === 'name') return table.names
  if (sort === 'label') return table.labels
  return sort === 'predicted' ? table.predicted : table.confidence
}

function sortRows(table: SampleTable, sort: Sort): Int32Array {
  const rows = Int32Array.from(table.ids, (_, row) => row)
  if (sort === 'name') return sortByText(rows, table.names)
  const keys = keysOf(table, sort)
  return rows.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
}

/** What has no label or no prediction comes last, either way. */
function keysOf(table: SampleTable, sort: Sort): Float64Array {
  if (sort === 'label' || sort === 'predicted') {
    const classes = sort === 'label' ? table.labels : table.predicted
    return Float64Array.from(classes, (index) => (index < 0 ? Infinity : index))
  }
  const sign = sort === 'least-confident' ? 1 : -1
  return Float64Array.from(table.confidence, (value) => (Number.isNaN(value) ? Infinity : sign * value))
}

/** As people count: `tile 2` before `tile 10`. */
function sortByText(rows: Int32Array, names: readonly string[]): Int32Array {
  const keys = names.map((name) =>
    name.toLowerCase().replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(DIGITS, '0')),
  )
  return rows.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
}
