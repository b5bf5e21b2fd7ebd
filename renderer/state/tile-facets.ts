import type { SampleTable } from '#contract/samples.ts'
import type { ConfidenceRange, MapPresence, TileFilter } from './tile-filter.ts'
import { orderOf } from './tile-order.ts'

export const HISTOGRAM_BINS = 20

/** How many tiles each choice of a filter would leave, with all the other filters as they are. */
export interface Facets {
  readonly labels: number[]
  readonly predicted: number[]
  readonly outcomes: { all: number; right: number; wrong: number }
  readonly maps: { any: number; yes: number; no: number }
  /** Of confidences, in `HISTOGRAM_BINS` even bins of 0 to 1. */
  readonly confidence: number[]
}

export interface Filtered {
  readonly rows: Int32Array
  readonly facets: Facets
}

/** One bit for each filter that a row does not pass. */
const LABEL = 1
const PREDICTED = 2
const OUTCOME = 4
const CONFIDENCE = 8
const MAP = 16
const TEXT = 32

interface Checks {
  readonly table: SampleTable
  readonly filter: TileFilter
  readonly labels: ReadonlySet<number> | null
  readonly predicted: ReadonlySet<number> | null
  readonly names: readonly string[]
  readonly text: string
  /** Rows that have the map asked for. */
  readonly mapped: Uint8Array
}

/** One walk over the table: the rows that pass, in the order to show, and the counts beside each filter. */
export function applyFilter(
  table: SampleTable,
  filter: TileFilter,
  classCount: number,
  mapped: Uint8Array = table.hasMap,
): Filtered {
  const count = table.ids.length
  const order = orderOf(table, filter.sort)
  const checks = checksOf(table, filter, mapped)
  const facets = emptyFacets(classCount)
  const rows = new Int32Array(count)
  let length = 0
  for (let index = 0; index < count; index++) {
    const row = order === null ? index : order[index]!
    const fails = failures(checks, row)
    if (fails === 0) rows[length++] = row
    // A row that two filters hold back is in the count of neither.
    if ((fails & (fails - 1)) === 0) countRow(facets, checks, row, fails)
  }
  return { rows: rows.subarray(0, length), facets }
}

function checksOf(table: SampleTable, filter: TileFilter, mapped: Uint8Array): Checks {
  const text = filter.text.trim().toLowerCase()
  return {
    table,
    filter,
    labels: filter.labels.length === 0 ? null : new Set(filter.labels),
    predicted: filter.predicted.length === 0 ? null : new Set(filter.predicted),
    names: text === '' ? [] : lowerCased(table.names),
    text,
    mapped,
  }
}

function failures({ table, filter, labels, predicted, names, text, mapped }: Checks, row: number): number {
  const label = table.labels[row]!
  const prediction = table.predicted[row]!
  let fails = 0
  if (labels !== null && !labels.has(label)) fails |= LABEL
  if (predicted !== null && !predicted.has(prediction)) fails |= PREDICTED
  if (filter.outcome !== 'all') {
    const comparable = label >= 0 && prediction >= 0
    if (!comparable || (label === prediction) !== (filter.outcome === 'right')) fails |= OUTCOME
  }
  if (!inRange(table.confidence[row]!, filter.confidence)) fails |= CONFIDENCE
  if (!hasWanted(mapped[row] === 1, filter.map)) fails |= MAP
  if (text !== '' && !names[row]!.includes(text)) fails |= TEXT
  return fails
}

/** Without a prediction there is no confidence, and no range that holds it. */
export function inRange(confidence: number, range: ConfidenceRange | null): boolean {
  if (range === null) return true
  const [low, high] = range
  return confidence <= high && (confidence > low || (low === 0 && confidence === 0))
}

function hasWanted(present: boolean, wanted: MapPresence): boolean {
  return wanted === 'any' || present === (wanted !== 'no')
}

function countRow(facets: Facets, { table, mapped }: Checks, row: number, fails: number): void {
  const label = table.labels[row]!
  const predicted = table.predicted[row]!
  if ((fails & ~LABEL) === 0 && label >= 0 && label < facets.labels.length) facets.labels[label]!++
  if ((fails & ~PREDICTED) === 0 && predicted >= 0 && predicted < facets.predicted.length) {
    facets.predicted[predicted]!++
  }
  if ((fails & ~OUTCOME) === 0) {
    facets.outcomes.all++
    if (label >= 0 && predicted >= 0) facets.outcomes[label === predicted ? 'right' : 'wrong']++
  }
  if ((fails & ~MAP) === 0) {
    facets.maps.any++
    facets.maps[mapped[row] === 1 ? 'yes' : 'no']++
  }
  const confidence = table.confidence[row]!
  if ((fails & ~CONFIDENCE) === 0 && !Number.isNaN(confidence)) facets.confidence[binOf(confidence)]!++
}

/** As the range counts: the upper edge belongs to the bin. */
function binOf(confidence: number): number {
  return Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.ceil(confidence * HISTOGRAM_BINS) - 1))
}

function emptyFacets(classCount: number): Facets {
  return {
    labels: new Array<number>(classCount).fill(0),
    predicted: new Array<number>(classCount).fill(0),
    outcomes: { all: 0, right: 0, wrong: 0 },
    maps: { any: 0, yes: 0, no: 0 },
    confidence: new Array<number>(HISTOGRAM_BINS).fill(0),
  }
}

const lowered = new WeakMap<readonly string[], readonly string[]>()

function lowerCased(names: readonly string[]): readonly string[] {
  const known = lowered.get(names) ?? names.map((name) => name.toLowerCase())
  lowered.set(names, known)
  return known
}
