import { colormapOf, type Colormap } from '../charts/colormaps.ts'

/** How maps are shown; never what they are. Shared by all panes of a screen. */
export class MapDisplay {
  opacity = $state(0.6)
  /** For maps without a sign. */
  sequential = $state('viridis')
  /** For maps where below zero means "against". */
  diverging = $state('red-blue')
  smooth = $state(true)
  sideBySide = $state(true)

  colormap(signed: boolean): Colormap {
    return colormapOf(signed ? this.diverging : this.sequential)
  }

  choose(id: string): void {
    if (colormapOf(id).kind === 'diverging') this.diverging = id
    else this.sequential = id
  }
}
