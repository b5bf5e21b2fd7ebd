import type { CommandName } from '#contract/commands.ts'
import type { AppState } from './app.svelte.ts'
import type { Screen } from './route.ts'

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

const isOpen = (app: AppState) => app.workspace.info !== null
const hasTiles = (app: AppState) => isOpen(app) && (app.tiles.table?.ids.length ?? 0) > 0
const canWrite = (app: AppState) => app.workspace.info?.readonly === false
const inspects = (app: AppState) => app.router.route.screen === 'inspect' && app.inspector.sample !== null
const isFiltered = (app: AppState) => hasTiles(app) && app.tiles.rows.length < app.tiles.table!.ids.length

/** The inspector answers these keys itself: what is on its stage is its own. */
const press = (key: string) => () => window.dispatchEvent(new KeyboardEvent('keydown', { key }))

/** A field has an undo of its own, which the menu's Undo must not take from it. */
const isEditing = () =>
  document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement

function undoHere(app: AppState): unknown {
  return isEditing() ? document.execCommand('undo') : app.undo.undo()
}

function go(screen: Screen, title: string, key: string, words: string): Command {
  const free = screen === 'start' || screen === 'settings'
  const available = screen === 'inspect' ? hasTiles : isOpen
  return {
    name: `go.${screen}`,
    title: `Go to ${title}`,
    words,
    keys: [key],
    ...(!free && { available }),
    run: (app) => app.goTo(screen),
  }
}

/** Everything that can be done by name: the palette, the desktop's menu and the list of keys are made from it. */
export const COMMANDS: readonly Command[] = [
  go('start', 'Start', '1', 'workspace home open recent'),
  go('tiles', 'Tiles', '2', 'gallery grid samples signals'),
  go('inspect', 'Inspect', '3', 'inspector tile map'),
  go('evaluation', 'Evaluation', '4', 'evaluate model accuracy roc confusion f1 calibration'),
  go('runs', 'Runs', '5', 'queue scores metrics'),
  go('compare', 'Compare', '6', 'comparison runs side by side'),
  go('settings', 'Settings', '7', 'preferences options backend threads memory'),
  {
    name: 'palette.open',
    title: 'Search tiles, runs, commands',
    keys: ['Mod', 'K'],
    hidden: true,
    run: (app) => app.palette.show(),
  },
  {
    name: 'tile.explain',
    title: 'Explain this tile',
    words: 'map attribution compute heatmap',
    keys: ['E'],
    where: 'Inspect',
    available: (app) => inspects(app) && canWrite(app),
    run: (app) => app.explain(),
  },
  {
    name: 'map.toggle',
    title: 'Hide or show the map',
    words: 'overlay heatmap',
    keys: ['M'],
    where: 'Inspect',
    available: (app) => inspects(app) && app.inspector.map !== null,
    run: (app) => app.inspector.toggleMap(),
  },
  {
    name: 'tile.next',
    title: 'Next tile',
    keys: ['J'],
    where: 'Inspect',
    available: inspects,
    run: press('j'),
  },
  {
    name: 'tile.previous',
    title: 'Previous tile',
    keys: ['K'],
    where: 'Inspect',
    available: inspects,
    run: press('k'),
  },
  {
    name: 'zoom.fit',
    title: 'Reset the zoom: fit the tile to the pane',
    keys: ['0'],
    where: 'Inspect',
    available: inspects,
    run: press('0'),
  },
  {
    name: 'zoom.pixels',
    title: 'Zoom to one tile pixel on one screen pixel',
    words: '100 % actual size',
    keys: ['O'],
    where: 'Inspect',
    available: inspects,
    run: press('o'),
  },
  {
    name: 'filter.wrong',
    title: 'Show the tiles that are predicted wrong',
    words: 'errors mistakes misclassified filter',
    available: hasTiles,
    run: (app) => app.showTiles({ outcome: 'wrong' }),
  },
  {
    name: 'filter.clear',
    title: 'Show all tiles',
    words: 'clear reset filter',
    available: isFiltered,
    run: (app) => app.showTiles({}),
  },
  {
    name: 'run.new',
    title: 'Start a run',
    words: 'new batch compute maps of all tiles',
    available: canWrite,
    run: (app) => app.goTo('runs'),
  },
  {
    name: 'runs.compare-last',
    title: 'Compare the last two runs',
    words: 'comparison difference',
    available: isOpen,
    run: (app) => app.compareLast(),
  },
  {
    name: 'sample.open',
    title: 'Open the built-in sample',
    words: 'demo example synthetic tissue',
    run: (app) => app.openSample(),
  },
  {
    name: 'workspace.new',
    title: 'New workspace',
    words: 'create make file',
    run: async (app) => {
      const file = await app.chooser.choose('new-workspace')
      if (file !== null) await app.library.create(file.id)
    },
  },
  {
    name: 'workspace.open',
    title: 'Open a workspace',
    words: 'file load eosin',
    run: async (app) => {
      const file = await app.chooser.choose('workspace')
      if (file !== null) await app.library.open(file.id)
    },
  },
  {
    name: 'workspace.recent',
    title: 'Open a recent workspace',
    hidden: true,
    run: (app, handle) => (handle === undefined ? app.goTo('start') : app.library.open(handle)),
  },
  {
    name: 'workspace.entered',
    title: 'Show the workspace that was opened',
    hidden: true,
    run: async (app) => app.enter((await app.client.call('workspace.current', {})).workspace),
  },
  {
    name: 'workspace.close',
    title: 'Close the workspace',
    available: isOpen,
    run: (app) => app.library.close(),
  },
  {
    name: 'link.copy',
    title: 'Copy a link to this view',
    words: 'address url share tile method class',
    run: (app) => app.copyLink(),
  },
  {
    name: 'edit.undo',
    title: 'Undo',
    words: 'take back filter selection deleted run',
    keys: ['Mod', 'Z'],
    available: (app) => isEditing() || app.undo.next !== null,
    run: (app) => undoHere(app),
  },
  {
    name: 'theme.light',
    title: 'Light theme',
    words: 'appearance colours bright',
    run: (app) => app.settings.change({ theme: 'light' }),
  },
  {
    name: 'theme.dark',
    title: 'Dark theme',
    words: 'appearance colours night',
    run: (app) => app.settings.change({ theme: 'dark' }),
  },
  {
    name: 'theme.system',
    title: 'Theme as the system has it',
    words: 'appearance light dark',
    run: (app) => app.settings.change({ theme: 'system' }),
  },
  {
    name: 'help.keys',
    title: 'Show the keys',
    words: 'keyboard shortcuts help',
    keys: ['?'],
    run: (app) => app.palette.showKeys(),
  },
  {
    name: 'help.tour',
    title: 'Take the guided tour',
    words: 'help introduction tutorial',
    run: (app) => app.takeTour(),
  },
  {
    name: 'help.doctor',
    title: 'Check the installation',
    words: 'doctor health backend problem help',
    run: (app) => app.goTo('settings'),
  },
]

export function commandNamed(name: CommandName): Command | undefined {
  return COMMANDS.find((command) => command.name === name)
}

/** Runs what is possible now; a menu knows nothing of the screen, so what is not possible is said. */
export async function runCommand(app: AppState, name: CommandName, handle?: string): Promise<void> {
  const command = commandNamed(name)
  if (command === undefined) return
  if (command.available?.(app) === false) {
    app.messages.say(`Not possible here: ${command.title.charAt(0).toLowerCase()}${command.title.slice(1)}`)
    return
  }
  try {
    await command.run(app, handle)
  } catch (thrown) {
    app.notices.report(thrown, command.title)
  }
}

/** `Ctrl K`, `⌘K`. */
export function keysText(keys: readonly string[], isMac: boolean): string {
  return keys.map((key) => (key === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : key)).join(isMac ? '' : ' ')
}
