import type { MenuCommand } from '#contract/commands.ts'
import { RecentWorkspace } from '#contract/workspace.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { EventHub } from '../ipc/event-hub.ts'
import type { ElectronMain } from './electron-main.ts'
import { menuTemplate } from './menu.ts'

interface ApplicationMenu {
  readonly electron: Pick<ElectronMain, 'Menu' | 'app'>
  readonly workbench: { readonly dispatch: Dispatch; readonly hub: EventHub }
  /** Brings the window to the front, so that what was chosen is seen. */
  readonly focus: () => void
}

/** The menu bar, made again whenever another workspace was opened: the list of recent ones is part of it. */
export function keepApplicationMenu({ electron, workbench, focus }: ApplicationMenu): void {
  const { Menu, app } = electron
  const send = (command: MenuCommand) => {
    focus()
    workbench.hub.emit('menu.command', command)
  }
  const show = (recent: readonly RecentWorkspace[]) => {
    const development = !app.isPackaged
    const template = menuTemplate({ platform: process.platform, development, recent, send })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
  const refresh = async () => {
    const reply = await workbench.dispatch('workspace.recent', {})
    if (!reply.ok) return
    show(
      RecentWorkspace.array()
        .parse(reply.value)
        .filter(({ missing }) => !missing),
    )
  }
  show([])
  void refresh()
  workbench.hub.subscribe('workspace.changed', (payload) => {
    if (typeof payload === 'object' && payload !== null && 'what' in payload && payload.what === 'workspace')
      void refresh()
  })
}
