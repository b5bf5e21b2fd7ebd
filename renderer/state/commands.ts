import type { CommandName } from '#contract/commands.ts'
import type { AppState } from './app.svelte.ts'
import { canWrite, hasTiles, isOpen, type Command } from './command.ts'
import { INSPECTOR_COMMANDS } from './inspector-commands.ts'
import type { Screen } from './route.ts'
import { WORKSPACE_COMMANDS } from './workspace-commands.ts'

const isFiltered = (app: AppState) => hasTiles(app) && app.tiles.rows.length < app.tiles.table!.ids.length

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
  ...INSPECTOR_COMMANDS,
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
  ...WORKSPACE_COMMANDS,
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
