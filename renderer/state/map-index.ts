import type { MapIndex } from '#contract/attributions.ts'

export interface Span {
  readonly low: number
  readonly high: number
}

/** Row mask of a table: 1 where the run has a map of the sample. */
export function maskOf(index: Pick<MapIndex, 'sampleIds'>, ids: Int32Array): Uint8Array {
  const mapped = new Set(index.sampleIds)
  return Uint8Array.from(ids, (id) => (mapped.has(id) ? 1 : 0))
}

/**
 * One scale for all maps of a run: least to greatest value, symmetric about zero where any map has values below it (or the
 * method is signed). Maps that say nothing, or hold no finite value, have no say. null where none has.
 */
export function spanOf(
  index: Pick<MapIndex, 'minimum' | 'maximum' | 'degenerate'>,
  signed: boolean,
): Span | null {
  let low = Infinity
  let high = -Infinity
  for (let row = 0; row < index.minimum.length; row++) {
    const minimum = index.minimum[row]!
    const maximum = index.maximum[row]!
    if (index.degenerate[row] === 1 || !Number.isFinite(minimum) || !Number.isFinite(maximum)) continue
    low = Math.min(low, minimum)
    high = Math.max(high, maximum)
  }
  if (low > high) return null
  if (!signed && low >= 0) return { low, high }
  const reach = Math.max(Math.abs(low), Math.abs(high))
  return { low: -reach, high: reach }
}

export interface MapCost {
  /** Medians over the maps that were looked at. */
  readonly durationMs: number
  readonly evaluations: number
  readonly maps: number
}

/** What a map of the run took; null where it has none. */
export function costOf(index: Pick<MapIndex, 'durationMs' | 'evaluations'>): MapCost | null {
  const maps = index.durationMs.length
  if (maps === 0) return null
  return { durationMs: median(index.durationMs), evaluations: median(index.evaluations), maps }
}

function median(values: Float32Array | Int32Array): number {
  const sorted = Float64Array.from(values).sort()
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
