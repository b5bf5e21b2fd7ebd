import type { CommandName } from '#contract/commands.ts'
import type { AppState } from './app.svelte.ts'

/** Something that can be done by name. */
export interface Command {
  readonly name: CommandName
  readonly title: string
  /** Other words that people look for it by. */
  readonly words?: string
  /** Keys that do the same, as they are pressed one after the other: `Mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys?: readonly string[]
  /** Where the keys work; everywhere if it is left out. */
  readonly where?: 'Tiles' | 'Inspect'
  /** Not offered in the palette: it needs something that only the menu has. */
  readonly hidden?: boolean
  readonly available?: (app: AppState) => boolean
  readonly run: (app: AppState, handle?: string) => unknown
}

export const isOpen = (app: AppState) => app.workspace.info !== null
export const hasTiles = (app: AppState) => isOpen(app) && (app.tiles.table?.ids.length ?? 0) > 0
export const canWrite = (app: AppState) => app.workspace.info?.readonly === false
