import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import type { FileHandle } from '#contract/common.ts'
import type { EngineLauncher } from '../engine/launcher.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { EventHub } from '../ipc/event-hub.ts'
import type { ChooseFile } from '../services/files-service.ts'
import { keepApplicationMenu } from './application-menu.ts'
import { APP_ORIGIN, declareAppScheme, serveAppScheme } from './app-protocol.ts'
import { guardContents, guardSession } from './content-guard.ts'
import type { ElectronMain } from './electron-main.ts'
import { createFileDialog } from './file-dialog.ts'
import { originOf, registerCalls, registerDrops } from './ipc.ts'
import { workspaceAmong } from './opened-file.ts'
import { closeBeforeQuit } from './quit.ts'
import { createUtilityLauncher } from './utility-launcher.ts'
import { openWindow } from './window.ts'

export interface DesktopWorkbench {
  readonly dispatch: Dispatch
  readonly hub: EventHub
  readonly files: { register(path: string): FileHandle }
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

/** What changes while the program runs. */
interface DesktopState {
  window: BrowserWindow | null
  /** Opens a workspace that the system hands over; remembers it until there is a workbench. */
  openWorkspace: (path: string) => void
}

/** The program as a desktop application: one instance, one window, the workspace closed in order. */
export async function startDesktop(options: DesktopOptions): Promise<void> {
  const { electron, paths, argv } = options
  const { app } = electron
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  const developmentUrl = app.isPackaged ? undefined : options.developmentUrl
  const rendererOrigin = (developmentUrl === undefined ? null : originOf(developmentUrl)) ?? APP_ORIGIN
  let waiting = workspaceAmong(argv, process.cwd())
  const state: DesktopState = { window: null, openWorkspace: (path) => (waiting = path) }
  declareAppScheme(electron.protocol)
  guardContents(app, rendererOrigin)
  followApp(app, state)

  await app.whenReady()
  serveAppScheme(electron.protocol, paths.renderer)
  guardSession(electron.session.defaultSession, rendererOrigin)
  const workbench = composeDesktop(options, state)
  closeBeforeQuit(app, () => workbench.close())
  const windows = () => (state.window === null ? [] : [state.window])
  registerCalls({ ipcMain: electron.ipcMain, workbench, windows, rendererOrigin })
  keepApplicationMenu({ electron, workbench, focus: () => state.window?.focus() })
  registerDrops({ ipcMain: electron.ipcMain, files: workbench.files, windows, rendererOrigin })
  state.openWorkspace = (path) => {
    void openWorkspace(electron.dialog, workbench, path)
  }
  if (waiting !== null) state.openWorkspace(waiting)
  state.window = openWindow({
    electron,
    preloadPath: paths.preload,
    pageUrl: developmentUrl ?? `${APP_ORIGIN}/`,
    statePath: join(app.getPath('userData'), 'window.json'),
  })
  state.window.on('closed', () => {
    state.window = null
  })
}

function followApp(app: ElectronMain['app'], state: DesktopState): void {
  app.enableSandbox()
  app.on('window-all-closed', () => {
    app.quit()
  })
  app.on('second-instance', (_, argv, folder) => {
    if (state.window?.isMinimized() === true) state.window.restore()
    state.window?.focus()
    const path = workspaceAmong(argv.slice(1), folder)
    if (path !== null) state.openWorkspace(path)
  })
  app.on('open-file', (event, opened) => {
    event.preventDefault()
    const path = workspaceAmong([opened], '/')
    if (path !== null) state.openWorkspace(path)
  })
  app.on('child-process-gone', (_, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit') console.error(`${name ?? type} ended: ${reason}, exit code ${exitCode}`)
  })
}

function composeDesktop({ electron, paths, compose }: DesktopOptions, state: DesktopState): DesktopWorkbench {
  return compose({
    launch: createUtilityLauncher(electron.utilityProcess, paths.engine),
    settingsPath: join(electron.app.getPath('userData'), 'settings.json'),
    chooseFile: createFileDialog({
      dialog: electron.dialog,
      window: () => state.window,
      folder: electron.app.getPath('documents'),
    }),
  })
}

async function openWorkspace(
  dialog: Pick<ElectronMain['dialog'], 'showErrorBox'>,
  { dispatch, files, hub }: DesktopWorkbench,
  path: string,
): Promise<void> {
  const reply = await dispatch('workspace.open', { file: files.register(path).id })
  if (reply.ok) hub.emit('menu.command', { name: 'workspace.entered' })
  else dialog.showErrorBox('Cannot open the workspace', reply.error.message)
}
