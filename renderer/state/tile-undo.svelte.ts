import { untrack } from 'svelte'
import { formatQuantity } from '../components/format.ts'
import type { AppState } from './app.svelte.ts'

/**
 * A filter and a selection are the work of many clicks: each change that loses some can be taken back. To be called where a
 * component is made, since it watches.
 */
export function rememberTileChanges(app: AppState): void {
  rememberFilter(app)
  rememberSelection(app)
}

function rememberFilter({ tiles, undo }: AppState): void {
  let known = tiles.filter
  $effect(() => {
    const { filter } = tiles
    untrack(() => {
      const before = known
      known = filter
      if (undo.undoing || JSON.stringify(before) === JSON.stringify(filter)) return
      const typed = before.text !== filter.text
      undo.push({
        title: 'Changed the filter',
        quiet: true,
        undo: () => tiles.setFilter(before),
        ...(typed && { gesture: 'search' }),
      })
    })
  })
}

function rememberSelection({ tiles, undo, workspace }: AppState): void {
  let known = tiles.selection.ids
  $effect(() => {
    const { ids } = tiles.selection
    untrack(() => {
      const before = known
      known = ids
      // Other tiles are on the screen: what was selected is not there to be selected again.
      if (undo.undoing || tiles.table === null || ids.size > 0 || before.size < 2) return
      undo.push({
        title: `Cleared the selection of ${formatQuantity(before.size, workspace.dataset?.kind ?? 'tile')}`,
        undo: () => tiles.selection.all(before),
      })
    })
  })
}
