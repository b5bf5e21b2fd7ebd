import { colormapOf, type Colormap } from '../charts/colormaps.ts'
import type { Range } from '../charts/map-raster.ts'
import type { ScaleMode } from '../charts/map-scale.ts'

/** `outline`: a line around the highest pixels; `only`: nothing but them is shown. */
export const HIGHLIGHTS = ['off', 'outline', 'only'] as const
export type Highlight = (typeof HIGHLIGHTS)[number]

/** How maps are shown; never what they are. Shared by all panes of a screen. */
export class MapDisplay {
  opacity = $state(0.6)
  /** For maps without a sign. */
  sequential = $state('viridis')
  /** For maps where below zero means "against". */
  diverging = $state('red-blue')
  smooth = $state(true)
  /** The bare tile has a pane of its own. */
  sideBySide = $state(true)
  scale = $state<ScaleMode>('map')
  /** Ends of the fixed scale, as typed. */
  fixed = $state.raw<Range>({ low: 0, high: 1 })
  #highlight = $state<Highlight>('off')
  /** What the key goes back to. */
  #before: Highlight = 'off'
  /** Share of the pixels that count as the highest. */
  #top = $state(0.1)
  /** Of maps with signs the largest magnitudes are highest, not the largest values. */
  byMagnitude = $state(false)

  get highlight(): Highlight {
    return this.#highlight
  }
  set highlight(highlight: Highlight) {
    if (this.#highlight !== 'only') this.#before = this.#highlight
    this.#highlight = highlight
  }

  get top(): number {
    return this.#top
  }
  /** Who moves the threshold wants to see where it lies. */
  set top(top: number) {
    this.#top = top
    if (this.#highlight === 'off') this.highlight = 'outline'
  }

  toggleOnly(): void {
    this.highlight = this.#highlight === 'only' ? this.#before : 'only'
  }

  colormap(signed: boolean): Colormap {
    return colormapOf(signed ? this.diverging : this.sequential)
  }

  choose(id: string): void {
    if (colormapOf(id).kind === 'diverging') this.diverging = id
    else this.sequential = id
  }
}
