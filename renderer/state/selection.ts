/** Positions are places in the order on screen; ids are the samples': a selection outlives a filter. */
export interface Selection {
  readonly ids: ReadonlySet<number>
  /** Where a range starts: the tile that was last chosen by itself. */
  readonly anchor: number | null
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null }

type IdAt = (position: number) => number | undefined

/** Ctrl-click, Space: takes the tile in or out. */
export function toggled(selection: Selection, position: number, idAt: IdAt): Selection {
  const id = idAt(position)
  if (id === undefined) return selection
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ids, anchor: position }
}

/** Shift-click: everything from the anchor to the tile, in place of what there was; with Ctrl, beside it. */
export function ranged(selection: Selection, position: number, idAt: IdAt, beside = false): Selection {
  const anchor = selection.anchor ?? position
  const ids = new Set(beside ? selection.ids : [])
  for (let at = Math.min(anchor, position); at <= Math.max(anchor, position); at++) {
    const id = idAt(at)
    if (id !== undefined) ids.add(id)
  }
  return { ids, anchor }
}

/** Ctrl-A: all that the filter leaves, beside what was chosen before. */
export function withAll(selection: Selection, shown: Iterable<number>): Selection {
  const ids = new Set(selection.ids)
  for (const id of shown) ids.add(id)
  return { ids, anchor: selection.anchor }
}

/** Samples that are there no more are not selected. */
export function keptOf(selection: Selection, present: Iterable<number>): Selection {
  if (selection.ids.size === 0) return selection
  const ids = new Set<number>()
  for (const id of present) if (selection.ids.has(id)) ids.add(id)
  return ids.size === selection.ids.size ? selection : { ids, anchor: null }
}
