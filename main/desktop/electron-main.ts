import type * as electron from 'electron'

/** Electron's main-process modules, handed in by `main/index.ts`: everything in this folder runs over a fake as well. */
export type ElectronMain = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'utilityProcess'
>
