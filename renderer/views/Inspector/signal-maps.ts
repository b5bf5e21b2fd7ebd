import { TABLE_SIZE, type Colormap } from '../../charts/colormaps.ts'
import type { Range } from '../../charts/map-raster.ts'
import { scaleOf, type MapScale, type Pool, type ScaleMode } from '../../charts/map-scale.ts'
import { rankingOf, selectTop } from '../../charts/pixel-ranking.ts'
import { chosenRuns, type Extent } from '../../charts/signal-plot.ts'
import { hasRunRange, type PaneMap } from './pane-map.ts'

/** A map as its row shows it. */
export interface SignalMap {
  readonly pane: PaneMap & { readonly scale: MapScale }
  readonly colorOf: (index: number) => string
  /** 0 .. 1: of maps whose colours part at the middle, how far from it a value is. */
  readonly strengthOf: (index: number) => number
  /** Place of each position from the highest down. */
  readonly rank: Uint32Array
  /** null: no highlight is asked for. */
  readonly highlight: readonly Extent[] | null
  readonly threshold: number | null
  /** Of the drawing, px. */
  readonly height: number
}

export interface RowSettings {
  readonly scale: ScaleMode
  readonly fixed: Range
  readonly pool: Pool | null
  readonly run: { readonly minimum: number | null; readonly maximum: number | null } | null
  readonly colormapOf: (diverging: boolean) => Colormap
  readonly highlighted: boolean
  /** Share of the positions. */
  readonly top: number
  readonly byMagnitude: boolean
  readonly height: number
}

export function signalMap(pane: PaneMap, settings: RowSettings): SignalMap {
  const { run } = settings
  const known = run !== null && run.minimum !== null && run.maximum !== null && hasRunRange(pane.map)
  const scale = scaleOf({
    mode: settings.scale,
    own: pane.own,
    signed: pane.signed,
    run: known ? { low: run.minimum ?? 0, high: run.maximum ?? 0 } : null,
    shared: settings.pool,
    fixed: settings.fixed,
  })
  const { values } = pane.plane
  const magnitude = pane.signed && settings.byMagnitude
  const ranking = rankingOf(values, magnitude)
  const selection = selectTop(ranking, settings.top)
  const colormap = settings.colormapOf(scale.diverging)
  return {
    pane: { ...pane, scale },
    colorOf: (index) => colourOf(values[index] ?? 0, scale.range, colormap),
    strengthOf: (index) => (scale.diverging ? strengthOf(values[index] ?? 0, scale.range) : 1),
    rank: ranking.rank,
    highlight: settings.highlighted
      ? chosenRuns((index) => ranking.rank[index]! < selection.count, values.length)
      : null,
    // Magnitudes lie on both sides of zero: no one line divides them.
    threshold: magnitude ? null : selection.threshold,
    height: settings.height,
  }
}

/** The root keeps the small ones visible. */
function strengthOf(value: number, { low, high }: Range): number {
  const reach = (high - low) / 2
  return reach > 0 ? Math.min(1, Math.sqrt(Math.abs(value - (low + high) / 2) / reach)) : 0
}

function colourOf(value: number, { low, high }: Range, { table }: Colormap): string {
  const share = high > low ? (value - low) / (high - low) : 0
  const at = 3 * Math.round(Math.min(1, Math.max(0, share)) * (TABLE_SIZE - 1))
  return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`
}
