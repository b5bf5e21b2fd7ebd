import type { SampleTable } from '#contract/samples.ts'

export const SORTS = ['order', 'least-confident', 'most-confident'] as const
export type Sort = (typeof SORTS)[number]
export const OUTCOMES = ['all', 'right', 'wrong'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface TileFilter {
  /** Empty: all classes. */
  readonly labels: readonly number[]
  readonly predicted: readonly number[]
  readonly outcome: Outcome
  readonly text: string
  readonly sort: Sort
}

export const NO_FILTER: TileFilter = { labels: [], predicted: [], outcome: 'all', text: '', sort: 'order' }

/** null where there is no label or no prediction to compare. */
export function isRight(table: SampleTable, row: number): boolean | null {
  const label = table.labels[row]!
  const predicted = table.predicted[row]!
  return label < 0 || predicted < 0 ? null : label === predicted
}

/** Rows of the table that pass, in the order to show. */
export function filterRows(table: SampleTable, filter: TileFilter): Int32Array {
  const rows = new Int32Array(table.ids.length)
  const text = filter.text.trim().toLowerCase()
  let count = 0
  for (let row = 0; row < table.ids.length; row++) {
    if (filter.labels.length > 0 && !filter.labels.includes(table.labels[row]!)) continue
    if (filter.predicted.length > 0 && !filter.predicted.includes(table.predicted[row]!)) continue
    if (filter.outcome !== 'all' && isRight(table, row) !== (filter.outcome === 'right')) continue
    if (text !== '' && !table.names[row]!.toLowerCase().includes(text)) continue
    rows[count++] = row
  }
  return sortRows(table, rows.subarray(0, count), filter.sort)
}

/** Rows without a prediction come last; ties keep the dataset's order. */
function sortRows(table: SampleTable, rows: Int32Array, sort: Sort): Int32Array {
  if (sort === 'order') return rows
  const sign = sort === 'least-confident' ? 1 : -1
  const key = (row: number) => {
    const confidence = table.confidence[row]!
    return Number.isNaN(confidence) ? Infinity : sign * confidence
  }
  return rows.sort((a, b) => key(a) - key(b) || a - b)
}

/** How many samples of each class there are, by label and by prediction. */
export function countClasses(
  table: SampleTable,
  classCount: number,
): { labels: number[]; predicted: number[]; right: number; wrong: number; unpredicted: number } {
  const labels = new Array<number>(classCount).fill(0)
  const predicted = new Array<number>(classCount).fill(0)
  let right = 0
  let wrong = 0
  let unpredicted = 0
  for (let row = 0; row < table.ids.length; row++) {
    const label = table.labels[row]!
    const prediction = table.predicted[row]!
    if (label >= 0 && label < classCount) labels[label]! += 1
    if (prediction >= 0 && prediction < classCount) predicted[prediction]! += 1
    else if (table.problem[row] !== 1) unpredicted += 1
    const outcome = isRight(table, row)
    if (outcome === true) right += 1
    if (outcome === false) wrong += 1
  }
  return { labels, predicted, right, wrong, unpredicted }
}

export function filterFromQuery(query: Readonly<Record<string, string>>): TileFilter {
  return {
    labels: classList(query['label']),
    predicted: classList(query['predicted']),
    outcome: OUTCOMES.find((outcome) => outcome === query['outcome']) ?? 'all',
    text: query['text'] ?? '',
    sort: SORTS.find((sort) => sort === query['sort']) ?? 'order',
  }
}

export function queryFromFilter(filter: TileFilter): Record<string, string | null> {
  return {
    label: filter.labels.join(',') || null,
    predicted: filter.predicted.join(',') || null,
    outcome: filter.outcome === 'all' ? null : filter.outcome,
    text: filter.text || null,
    sort: filter.sort === 'order' ? null : filter.sort,
  }
}

function classList(text: string | undefined): number[] {
  if (text === undefined || text === '') return []
  return text
    .split(',')
    .map(Number)
    .filter((index) => Number.isInteger(index) && index >= 0)
}
