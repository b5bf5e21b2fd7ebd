import type { SampleTable } from '#contract/samples.ts'

export const SORTS = ['order', 'name', 'label', 'predicted', 'least-confident', 'most-confident'] as const
export type Sort = (typeof SORTS)[number]
export const OUTCOMES = ['all', 'right', 'wrong'] as const
export type Outcome = (typeof OUTCOMES)[number]
/** `yes`: any run of the model has a map of it; a number: the run of that id has one. */
export type MapPresence = 'any' | 'yes' | 'no' | number

/** Above the first (or equal to it, where it is 0), up to the second: neighbouring ranges share no tile. */
export type ConfidenceRange = readonly [low: number, high: number]

export interface TileFilter {
  /** Empty: all classes. */
  readonly labels: readonly number[]
  readonly predicted: readonly number[]
  readonly outcome: Outcome
  readonly confidence: ConfidenceRange | null
  readonly map: MapPresence
  readonly text: string
  readonly sort: Sort
}

export const NO_FILTER: TileFilter = {
  labels: [],
  predicted: [],
  outcome: 'all',
  confidence: null,
  map: 'any',
  text: '',
  sort: 'order',
}

/** null where there is no label or no prediction to compare. */
export function isRight(table: SampleTable, row: number): boolean | null {
  const label = table.labels[row]!
  const predicted = table.predicted[row]!
  return label < 0 || predicted < 0 ? null : label === predicted
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
    confidence: rangeOf(query['confidence']),
    map: presenceOf(query['map']),
    text: query['text'] ?? '',
    sort: SORTS.find((sort) => sort === query['sort']) ?? 'order',
  }
}

export function queryFromFilter(filter: TileFilter): Record<string, string | null> {
  return {
    label: filter.labels.join(',') || null,
    predicted: filter.predicted.join(',') || null,
    outcome: filter.outcome === 'all' ? null : filter.outcome,
    confidence: filter.confidence === null ? null : filter.confidence.join('-'),
    map: filter.map === 'any' ? null : String(filter.map),
    text: filter.text || null,
    sort: filter.sort === 'order' ? null : filter.sort,
  }
}

/** A range that can hold a probability, its ends in order; null for all of 0 to 1, which is no filter. */
export function confidenceRange(low: number, high: number): ConfidenceRange | null {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null
  const ends = [low, high].map((end) => Math.min(1, Math.max(0, end))).toSorted((a, b) => a - b)
  const [first = 0, second = 1] = ends
  return first === 0 && second === 1 ? null : [first, second]
}

function rangeOf(text: string | undefined): ConfidenceRange | null {
  const match = /^(\d*\.?\d+(?:e-?\d+)?)-(\d*\.?\d+(?:e-?\d+)?)$/.exec(text ?? '')
  return match === null ? null : confidenceRange(Number(match[1]), Number(match[2]))
}

function presenceOf(text: string | undefined): MapPresence {
  if (text === 'yes' || text === 'no') return text
  const runId = Number(text)
  return Number.isInteger(runId) && runId >= 1 ? runId : 'any'
}

function classList(text: string | undefined): number[] {
  if (text === undefined || text === '') return []
  return text
    .split(',')
    .map(Number)
    .filter((index) => Number.isInteger(index) && index >= 0)
}
