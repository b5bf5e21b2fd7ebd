import type { MapSummary, MethodSummary, StoredMap } from '#contract/attributions.ts'
import { planeOf, type Plane, type Range } from '../../charts/map-raster.ts'
import { poolRanges, rangeOf, type Pool, type ScaleMode } from '../../charts/map-scale.ts'
import { formatCount } from '../../components/format.ts'
import { isSigned } from '../../components/map-meaning.ts'

/** A map as a pane shows it. */
export interface PaneMap {
  readonly map: StoredMap
  readonly title: string
  readonly signed: boolean
  /** Why nothing is drawn: stretched to the colours, a map that says nothing would seem to say something. */
  readonly silent: string | null
  readonly plane: Plane
  readonly own: Range
}

export function paneMap(map: StoredMap, methods: readonly MethodSummary[]): PaneMap {
  const plane = planeOf(map)
  const own = rangeOf(plane.values)
  const title = methods.find(({ id }) => id === map.method)?.title ?? map.method
  const silent = map.diagnostics.degenerate ?? (own === null ? 'it has no values' : null)
  return {
    map,
    title,
    signed: isSigned(map, methods),
    silent,
    plane,
    own: own ?? { low: 0, high: 0 },
  }
}

/** The one scale of the stage: maps that say nothing have no part in it. */
export function poolOf(panes: readonly PaneMap[]): Pool | null {
  return poolRanges(panes.filter(({ silent }) => silent === null))
}

/**
 * Whether the range of the run can be told from what is stored: of a map with channels the values of each channel are, and
 * the pane shows their sum.
 */
export function hasRunRange({ shape }: Pick<MapSummary, 'shape'>): boolean {
  return (shape[2] ?? 1) === 1
}

/** Which scale a colour bar is on, in a few words. */
export function scaleWords(
  mode: ScaleMode,
  { runId, runCount, pooled }: { runId: number; runCount: number; pooled: number },
): string {
  if (mode === 'run') return `run ${runId}, n = ${formatCount(runCount)}`
  if (mode === 'shared') return pooled > 1 ? `shared by ${pooled}` : 'own scale'
  return mode === 'fixed' ? 'fixed scale' : 'own scale'
}

/** How many pixels have the colour of an end without having its value. */
export function beyondWords(count: number, end: 'below' | 'above'): string {
  if (count === 0) return ''
  return `${formatCount(count)} ${count === 1 ? 'pixel lies' : 'pixels lie'} ${end} the end of the scale`
}
