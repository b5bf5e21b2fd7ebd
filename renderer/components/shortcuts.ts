import { COMMANDS, keysText } from '../state/commands.ts'
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

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

interface Shortcut {
  readonly where: string
  readonly keys: string
  readonly does: string
}

/** Keys of what has a name are told by the command; these belong to a place on the screen. */
const OF_PLACES: readonly Shortcut[] = [
  { where: 'Guided tour', keys: '← →, Enter', does: 'Step back, go on' },
  { where: 'Guided tour', keys: 'Esc', does: 'End it' },
  { where: 'Tiles', keys: '← ↑ → ↓', does: 'Move among the tiles' },
  { where: 'Tiles', keys: 'Home, End, Page', does: 'First, last, a page on' },
  { where: 'Tiles', keys: 'Enter', does: 'Inspect the tile' },
  { where: 'Tiles', keys: 'Space', does: 'Select the tile, or leave it out' },
  { where: 'Tiles', keys: keysText(['Mod', 'A'], isMac), does: 'Select all that are shown' },
  { where: 'Tiles', keys: 'Esc', does: 'Select none' },
  { where: 'Tiles', keys: '/', does: 'Search by name' },
  { where: 'Inspect', keys: '+, −', does: 'Zoom in, out' },
  { where: 'Inspect', keys: '← ↑ → ↓', does: 'Pan, when the picture has the focus' },
  { where: 'Inspect', keys: 'Shift ← ↑ → ↓', does: 'Move the cross-hair by a pixel' },
  { where: 'Inspect', keys: 'Shift E', does: 'Explain beside the maps on show' },
  { where: 'Inspect', keys: '[ and ]', does: 'Previous, next map on show' },
  { where: 'Inspect', keys: 'X', does: 'Close the map' },
  { where: 'Inspect', keys: 'T', does: 'Hide or show the bare tile' },
  { where: 'Inspect', keys: 'H', does: 'Show only what is highlighted' },
  { where: 'Inspect', keys: 'Esc', does: 'Back to the tiles' },
]

const PLACES = ['Everywhere', 'Tiles', 'Inspect', 'Guided tour']

/** Every key, by the place where it works. */
export const SHORTCUTS: readonly { readonly where: string; readonly list: readonly Shortcut[] }[] = [
  ...new Set([...PLACES, ...OF_PLACES.map(({ where }) => where)]),
].map((where) => ({
  where,
  list: [...ofCommands(), ...OF_PLACES].filter((shortcut) => shortcut.where === where),
}))

function ofCommands(): Shortcut[] {
  return COMMANDS.flatMap(({ keys, title, where = 'Everywhere' }) =>
    keys === undefined ? [] : [{ where, keys: keysText(keys, isMac), does: title }],
  )
}

/** Keys that belong to a field are nobody else's. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type))
  )
}

export function isPalette(event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey
  return command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k'
}

export function isUndo(event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey
  return command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z'
}

export function screenOfKey(event: KeyboardEvent): Screen | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  return SCREEN_ENTRIES.find(({ key }) => key === event.key)?.screen ?? null
}
