import type { BrowserWindow } from 'electron'
import { createCrashLimit } from './crash-limit.ts'
import type { ElectronMain } from './electron-main.ts'
import { MINIMUM_SIZE, readWindowState, rememberWindowState } from './window-state.ts'

export interface WindowOptions {
  readonly electron: Pick<ElectronMain, 'BrowserWindow' | 'screen' | 'dialog' | 'app'>
  readonly preloadPath: string
  readonly pageUrl: string
  readonly statePath: string
}

/** The one window: sandboxed, context-isolated, without Node, and back after its renderer has crashed. */
export function openWindow({ electron, preloadPath, pageUrl, statePath }: WindowOptions): BrowserWindow {
  const state = readWindowState(statePath, electron.screen)
  const window = new electron.BrowserWindow({
    ...state.bounds,
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    title: 'Eosin',
    show: false,
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (state.maximized) window.maximize()
  window.once('ready-to-show', () => {
    window.show()
  })
  rememberWindowState(statePath, window)
  reviveAfterCrash(electron, window)
  void window.loadURL(pageUrl).catch((error: unknown) => {
    console.error(`cannot load ${pageUrl}`, error)
  })
  return window
}

function reviveAfterCrash(electron: WindowOptions['electron'], window: BrowserWindow): void {
  const mayRevive = createCrashLimit(Date.now)
  window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    console.error(`the window's process ended: ${reason}, exit code ${exitCode}`)
    if (mayRevive()) {
      window.webContents.reload()
      return
    }
    const question = {
      type: 'error' as const,
      message: 'The window crashed three times within five minutes.',
      detail: `Reason: ${reason}. Everything that was finished is in the workspace.`,
      buttons: ['Load it again', 'Quit'],
    }
    void electron.dialog.showMessageBox(window, question).then(({ response }) => {
      if (response === 0) window.webContents.reload()
      else electron.app.quit()
    })
  })
}
