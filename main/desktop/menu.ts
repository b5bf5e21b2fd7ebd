import type { MenuItemConstructorOptions } from 'electron'
import type { CommandName, MenuCommand } from '#contract/commands.ts'

type Item = MenuItemConstructorOptions

export interface MenuOptions {
  readonly platform: NodeJS.Platform
  readonly development: boolean
  /** What was open lately and is still there, newest first. */
  readonly recent: readonly { readonly name: string; readonly location: string; readonly handle: string }[]
  /** Tells the window; what is possible there is its own to know. */
  readonly send: (command: MenuCommand) => void
}

const SEPARATOR: Item = { type: 'separator' }
const RECENT_SHOWN = 10

/** Menus where people look for them on each system: the program's own on a Mac, Quit and Settings under File elsewhere. */
export function menuTemplate(options: MenuOptions): Item[] {
  const isMac = options.platform === 'darwin'
  return [
    ...(isMac ? [programMenu(options)] : []),
    fileMenu(options, isMac),
    editMenu(options),
    viewMenu(options),
    goMenu(options),
    { role: 'windowMenu' },
    helpMenu(options, isMac),
  ]
}

function command({ send }: MenuOptions, label: string, name: CommandName, accelerator?: string): Item {
  const click = () => {
    send({ name })
  }
  return { id: name, label, click, ...(accelerator !== undefined && { accelerator }) }
}

function settings(options: MenuOptions): Item {
  return command(options, 'Settings…', 'go.settings', 'CmdOrCtrl+,')
}

function programMenu(options: MenuOptions): Item {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      SEPARATOR,
      settings(options),
      SEPARATOR,
      { role: 'services' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  }
}

function fileMenu(options: MenuOptions, isMac: boolean): Item {
  return {
    label: '&File',
    submenu: [
      command(options, 'New Workspace…', 'workspace.new', 'CmdOrCtrl+N'),
      command(options, 'Open Workspace…', 'workspace.open', 'CmdOrCtrl+O'),
      { label: 'Open Recent', submenu: recentItems(options) },
      command(options, 'Open the Built-in Sample', 'sample.open'),
      SEPARATOR,
      command(options, 'New Run', 'run.new', 'CmdOrCtrl+Shift+N'),
      command(options, 'Copy Link to This View', 'link.copy', 'CmdOrCtrl+Shift+L'),
      SEPARATOR,
      command(options, 'Close Workspace', 'workspace.close'),
      ...(isMac
        ? [{ role: 'close' } as const]
        : [SEPARATOR, settings(options), SEPARATOR, { role: 'quit' } as const]),
    ],
  }
}

function recentItems({ recent, send }: MenuOptions): Item[] {
  if (recent.length === 0) return [{ label: 'None yet', enabled: false }]
  return recent.slice(0, RECENT_SHOWN).map(({ name, location, handle }) => ({
    // An ampersand in a name is no mnemonic.
    label: name.replaceAll('&', '&&'),
    toolTip: location,
    click: () => {
      send({ name: 'workspace.recent', handle })
    },
  }))
}

function editMenu(options: MenuOptions): Item {
  return {
    label: '&Edit',
    submenu: [
      // A field's own undo where one has the focus: the window knows.
      command(options, 'Undo', 'edit.undo', 'CmdOrCtrl+Z'),
      { role: 'redo' },
      SEPARATOR,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
      SEPARATOR,
      command(options, 'Search Tiles, Runs, Commands…', 'palette.open', 'CmdOrCtrl+K'),
    ],
  }
}

function viewMenu(options: MenuOptions): Item {
  return {
    label: '&View',
    submenu: [
      {
        label: 'Theme',
        submenu: [
          command(options, 'Light', 'theme.light'),
          command(options, 'Dark', 'theme.dark'),
          command(options, 'As the System', 'theme.system'),
        ],
      },
      SEPARATOR,
      command(options, 'Hide or Show the Map', 'map.toggle'),
      command(options, 'Fit the Tile to the Pane', 'zoom.fit'),
      command(options, 'Tile at Its Own Size', 'zoom.pixels'),
      SEPARATOR,
      { role: 'resetZoom', label: 'Usual Text Size' },
      { role: 'zoomIn', label: 'Larger Text' },
      { role: 'zoomOut', label: 'Smaller Text' },
      SEPARATOR,
      { role: 'togglefullscreen' },
      ...(options.development
        ? [SEPARATOR, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]
        : []),
    ],
  }
}

function goMenu(options: MenuOptions): Item {
  const go = (label: string, name: CommandName, digit: number) =>
    command(options, label, name, `CmdOrCtrl+${digit}`)
  return {
    label: '&Go',
    submenu: [
      go('Start', 'go.start', 1),
      go('Tiles', 'go.tiles', 2),
      go('Inspect', 'go.inspect', 3),
      go('Evaluation', 'go.evaluation', 4),
      go('Runs', 'go.runs', 5),
      go('Compare', 'go.compare', 6),
      SEPARATOR,
      command(options, 'Next Tile', 'tile.next'),
      command(options, 'Previous Tile', 'tile.previous'),
      SEPARATOR,
      command(options, 'Compare the Last Two Runs', 'runs.compare-last'),
    ],
  }
}

function helpMenu(options: MenuOptions, isMac: boolean): Item {
  return {
    role: 'help',
    submenu: [
      command(options, 'Keys', 'help.keys', 'F1'),
      command(options, 'Guided Tour', 'help.tour'),
      command(options, 'Check the Installation', 'help.doctor'),
      ...(isMac ? [] : [SEPARATOR, { role: 'about' } as const]),
    ],
  }
}
