import type { Range } from './map-raster.ts'

/** What the ends of a colour bar stand for. */
export const SCALE_MODES = ['map', 'run', 'shared', 'fixed'] as const
export type ScaleMode = (typeof SCALE_MODES)[number]

export interface ScaleRequest {
  readonly mode: ScaleMode
  /** Least and greatest value of the map. */
  readonly own: Range
  readonly signed: boolean
  /** Over the stored maps of the map's run; null while it is not known, or where it cannot be. */
  readonly run: Range | null
  /** Over the panes of the stage, from `poolRanges`. */
  readonly shared: Pool | null
  readonly fixed: Range
}

export interface Pool {
  readonly range: Range
  readonly signed: boolean
  readonly count: number
}

export interface MapScale {
  readonly range: Range
  /** Drawn with colours that part at the middle. */
  readonly diverging: boolean
  /** The mode that holds: a run without a known range falls back to the map's own. */
  readonly mode: ScaleMode
}

export function rangeOf(values: Float32Array): Range | null {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? { low, high } : null
}

/** One scale for several maps. One map with signs gives them to all: the same colour must mean the same value. */
export function poolRanges(maps: readonly { readonly own: Range; readonly signed: boolean }[]): Pool | null {
  if (maps.length === 0) return null
  return {
    range: {
      low: Math.min(...maps.map(({ own }) => own.low)),
      high: Math.max(...maps.map(({ own }) => own.high)),
    },
    signed: maps.some(({ signed }) => signed),
    count: maps.length,
  }
}

/** Signed maps are symmetric about zero, so that the middle colour is nothing; but a fixed scale is as it was typed. */
export function scaleOf(request: ScaleRequest): MapScale {
  const { mode, own, signed, run, shared, fixed } = request
  if (mode === 'fixed' && fixed.low < fixed.high) return { range: fixed, diverging: signed, mode }
  if (mode === 'shared' && shared !== null) {
    return { range: spread(shared.range, shared.signed), diverging: shared.signed, mode }
  }
  if (mode === 'run' && run !== null) return { range: spread(run, signed), diverging: signed, mode }
  return { range: spread(own, signed), diverging: signed, mode: 'map' }
}

function spread({ low, high }: Range, signed: boolean): Range {
  if (!signed) return { low, high }
  const reach = Math.max(Math.abs(low), Math.abs(high))
  return { low: -reach, high: reach }
}

/** How many values lie beyond each end, and are drawn in its colour. */
export function countBeyond(values: Float32Array, { low, high }: Range): { below: number; above: number } {
  let below = 0
  let above = 0
  for (const value of values) {
    if (value < low) below++
    else if (value > high) above++
  }
  return { below, above }
}
