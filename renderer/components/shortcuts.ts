import type { Screen } from '../state/route.ts'

export interface ScreenEntry {
  readonly screen: Screen
  readonly title: string
  readonly key: string
}

/** The screens in the rail's order, with the digit that opens each. */
export const SCREEN_ENTRIES: readonly ScreenEntry[] = [
  { screen: 'start', title: 'Start', key: '1' },
  { screen: 'tiles', title: 'Tiles', key: '2' },
  { screen: 'inspect', title: 'Inspect', key: '3' },
  { screen: 'evaluation', title: 'Evaluation', key: '4' },
  { screen: 'runs', title: 'Runs', key: '5' },
  { screen: 'compare', title: 'Compare', key: '6' },
  { screen: 'settings', title: 'Settings', key: '7' },
]

export const SHORTCUTS: readonly { readonly where: string; readonly keys: string; readonly does: string }[] =
  [
    { where: 'Everywhere', keys: '1 – 7', does: 'Go to a screen' },
    { where: 'Everywhere', keys: 'Ctrl-Z', does: 'Undo: a changed filter, a deleted run' },
    { where: 'Everywhere', keys: '?', does: 'Show these keys' },
    { where: 'Guided tour', keys: '← →, Enter', does: 'Step back, go on' },
    { where: 'Guided tour', keys: 'Esc', does: 'End it' },
    { where: 'Tiles', keys: '← ↑ → ↓', does: 'Move among the tiles' },
    { where: 'Tiles', keys: 'Home, End, Page', does: 'First, last, a page on' },
    { where: 'Tiles', keys: 'Enter', does: 'Inspect the tile' },
    { where: 'Tiles', keys: '/', does: 'Search by name' },
    { where: 'Inspect', keys: 'J, K', does: 'Next, previous tile' },
    { where: 'Inspect', keys: 'E', does: 'Explain' },
    { where: 'Inspect', keys: '+, −', does: 'Zoom in, out' },
    { where: 'Inspect', keys: '0', does: 'Fit the tile to the pane' },
    { where: 'Inspect', keys: 'O', does: 'One tile pixel to one screen pixel' },
    { where: 'Inspect', keys: '← ↑ → ↓', does: 'Pan, when the picture has the focus' },
    { where: 'Inspect', keys: 'M', does: 'Hide or show the map' },
    { where: 'Inspect', keys: 'Esc', does: 'Back to the tiles' },
  ]

/** Keys that belong to a field are nobody else's. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type))
  )
}

export function isUndo(event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey
  return command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z'
}

export function screenOfKey(event: KeyboardEvent): Screen | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  return SCREEN_ENTRIES.find(({ key }) => key === event.key)?.screen ?? null
}
