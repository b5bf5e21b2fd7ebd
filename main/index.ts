import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  protocol,
  screen,
  session,
  utilityProcess,
} from 'electron'
import { startDesktop } from './desktop/start-desktop.ts'
import { composeWorkbench } from './services/compose.ts'

/** Electron's entry: the only place where its modules are loaded. */
const built = join(import.meta.dirname, '..')

// Not awaited: Electron waits for this module before it is ready, which is what startDesktop waits for.
startDesktop({
  electron: { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session, utilityProcess },
  paths: {
    preload: join(built, 'preload/index.cjs'),
    renderer: join(built, 'renderer'),
    engine: join(built, 'main/engine.js'),
  },
  compose: (parts) => composeWorkbench({ host: 'electron', ...parts }),
  developmentUrl: process.env['ELECTRON_RENDERER_URL'],
  argv: process.argv.slice(1),
}).catch((error: unknown) => {
  console.error(error)
  app.exit(1)
})
