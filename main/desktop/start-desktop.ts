import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import type { EngineLauncher } from '../engine/launcher.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { EventHub } from '../ipc/event-hub.ts'
import type { ChooseFile } from '../services/files-service.ts'
import { APP_ORIGIN, declareAppScheme, serveAppScheme } from './app-protocol.ts'
import { guardContents, guardSession } from './content-guard.ts'
import type { ElectronMain } from './electron-main.ts'
import { createFileDialog } from './file-dialog.ts'
import { originOf, registerCalls } from './ipc.ts'
import { menuTemplate } from './menu.ts'
import { workspaceAmong } from './opened-file.ts'
import { closeBeforeQuit } from './quit.ts'
import { createUtilityLauncher } from './utility-launcher.ts'
import { openWindow } from './window.ts'

export interface DesktopWorkbench {
  readonly dispatch: Dispatch
  readonly hub: EventHub
  readonly files: { register(path: string): { readonly id: string } }
  close(): Promise<void>
}

export interface DesktopOptions {
  readonly electron: ElectronMain
  readonly paths: { readonly preload: string; readonly renderer: string; readonly engine: string }
  readonly compose: (parts: {
    launch: EngineLauncher
    settingsPath: string
    chooseFile: ChooseFile
  }) => DesktopWorkbench
  /** Of electron-vite's development server; heeded only where the program is not packaged. */
  readonly developmentUrl: string | undefined
  readonly argv: readonly string[]
}

/** The program as a desktop application: one instance, one window, the workspace closed in order. */
export async function startDesktop({ electron, paths, compose, ...options }: DesktopOptions): Promise<void> {
  const { app } = electron
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  const developmentUrl = app.isPackaged ? undefined : options.developmentUrl
  const rendererOrigin = (developmentUrl === undefined ? null : originOf(developmentUrl)) ?? APP_ORIGIN
  let window: BrowserWindow | null = null
  let opening = workspaceAmong(options.argv, process.cwd())
  let openWorkspace = (path: string) => {
    opening = path
  }

  app.enableSandbox()
  declareAppScheme(electron.protocol)
  guardContents(app, rendererOrigin)
  app.on('window-all-closed', () => {
    app.quit()
  })
  app.on('second-instance', (_, argv, folder) => {
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
    const path = workspaceAmong(argv.slice(1), folder)
    if (path !== null) openWorkspace(path)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    const workspace = workspaceAmong([path], '/')
    if (workspace !== null) openWorkspace(workspace)
  })
  app.on('child-process-gone', (_, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit') console.error(`${name ?? type} ended: ${reason}, exit code ${exitCode}`)
  })

  await app.whenReady()
  serveAppScheme(electron.protocol, paths.renderer)
  guardSession(electron.session.defaultSession, rendererOrigin)
  electron.Menu.setApplicationMenu(
    electron.Menu.buildFromTemplate(menuTemplate(process.platform, !app.isPackaged)),
  )
  const workbench = compose({
    launch: createUtilityLauncher(electron.utilityProcess, paths.engine),
    settingsPath: join(app.getPath('userData'), 'settings.json'),
    chooseFile: createFileDialog({
      dialog: electron.dialog,
      window: () => window,
      folder: app.getPath('documents'),
    }),
  })
  closeBeforeQuit(app, () => workbench.close())
  const windows = () => (window === null ? [] : [window])
  registerCalls({ ipcMain: electron.ipcMain, workbench, windows, rendererOrigin })
  openWorkspace = (path) => {
    void workbench.dispatch('workspace.open', { file: workbench.files.register(path).id }).then((reply) => {
      if (!reply.ok) electron.dialog.showErrorBox('Cannot open the workspace', reply.error.message)
    })
  }
  if (opening !== null) openWorkspace(opening)
  window = openWindow({
    electron,
    preloadPath: paths.preload,
    pageUrl: developmentUrl ?? `${APP_ORIGIN}/`,
    statePath: join(app.getPath('userData'), 'window.json'),
  })
  window.on('closed', () => {
    window = null
  })
}
