import { z } from 'zod'

/** What the window does when it is told by name: by the desktop's menu, from the palette, by a key. */
export const COMMAND_NAMES = [
  'go.start',
  'go.tiles',
  'go.inspect',
  'go.evaluation',
  'go.runs',
  'go.compare',
  'go.settings',
  'palette.open',
  'workspace.new',
  'workspace.open',
  /** One of the list of recent ones, by its handle. */
  'workspace.recent',
  /** Opened by the system (a double click on the file): the window puts it on the screen. */
  'workspace.entered',
  'workspace.close',
  'sample.open',
  'edit.undo',
  'link.copy',
  'tile.next',
  'tile.previous',
  'tile.explain',
  'map.toggle',
  'zoom.fit',
  'zoom.pixels',
  'filter.wrong',
  'filter.clear',
  'run.new',
  'runs.compare-last',
  'theme.light',
  'theme.dark',
  'theme.system',
  'help.keys',
  'help.tour',
  'help.doctor',
] as const

export const CommandName = z.enum(COMMAND_NAMES)
export type CommandName = z.infer<typeof CommandName>

export const MenuCommand = z.object({ name: CommandName, handle: z.string().max(200).optional() })
export type MenuCommand = z.infer<typeof MenuCommand>
