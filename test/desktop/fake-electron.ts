import { EventEmitter } from 'node:events'
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import type { ElectronMain } from '../../main/desktop/electron-main.ts'

export interface FakeFrame {
  readonly url: string
}
type CallHandler = (event: IpcMainInvokeEvent, ...values: unknown[]) => unknown
type RendererListener = (event: unknown, ...values: unknown[]) => void

let lastContentsId = 0

/** A page of the fake: an emitter with what the program asks of WebContents. */
export class FakeContents extends EventEmitter {
  readonly id = ++lastContentsId
  /** What ipcRenderer.on was given, by channel. */
  readonly renderer = new EventEmitter()
  mainFrame: FakeFrame = { url: '' }
  reloads = 0
  openWindow: (() => { action: string }) | null = null

  getURL(): string {
    return this.mainFrame.url
  }
  send(channel: string, ...values: unknown[]): void {
    this.renderer.emit(
      channel,
      { sender: 'an event object that must not leak' },
      ...values.map((value) => structuredClone(value)),
    )
  }
  reload(): void {
    this.reloads++
  }
  setWindowOpenHandler(handler: () => { action: string }): void {
    this.openWindow = handler
  }
  /** Emits a cancellable event as Electron does, and tells whether it was cancelled. */
  attempt(event: string, url: string): boolean {
    let prevented = false
    this.emit(event, { url, preventDefault: () => (prevented = true) })
    return prevented
  }
}

class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents()
  readonly options: Record<string, unknown>
  shown = false
  maximized = false
  destroyed = false
  focused = 0

  constructor(options: Record<string, unknown>, onCreated: (contents: FakeContents) => void) {
    super()
    this.options = options
    onCreated(this.webContents)
  }
  loadURL(url: string): Promise<void> {
    this.webContents.mainFrame = { url }
    return Promise.resolve()
  }
  show(): void {
    this.shown = true
  }
  maximize(): void {
    this.maximized = true
  }
  isMaximized(): boolean {
    return this.maximized
  }
  isMinimized(): boolean {
    return false
  }
  focus(): void {
    this.focused++
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  getNormalBounds(): object {
    return { x: 10, y: 20, width: 1000, height: 700 }
  }
}

export class FakeUtility extends EventEmitter {
  readonly sent: unknown[] = []
  pid: number | undefined = undefined
  killed = false
  postMessage(message: unknown): void {
    this.sent.push(structuredClone(message))
  }
  kill(): boolean {
    this.killed = true
    return true
  }
}

class FakeApp extends EventEmitter {
  isPackaged = true
  hasLock = true
  quits = 0
  ended = false
  sandboxed = false
  readonly folder: string

  constructor(folder: string) {
    super()
    this.folder = folder
  }
  requestSingleInstanceLock(): boolean {
    return this.hasLock
  }
  enableSandbox(): void {
    this.sandboxed = true
  }
  whenReady(): Promise<void> {
    return Promise.resolve()
  }
  getPath(): string {
    return this.folder
  }
  exit(): void {
    this.ended = true
  }
  quit(): void {
    this.quits++
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (!prevented) this.ended = true
  }
}

type Handler = (...values: never[]) => unknown

class FakeSession extends EventEmitter {
  readonly handlers: Record<string, Handler> = {}
  spellChecker = true
  readonly webRequest = { onBeforeRequest: (handler: Handler) => (this.handlers['request'] = handler) }
  setPermissionRequestHandler(handler: Handler): void {
    this.handlers['permission'] = handler
  }
  setPermissionCheckHandler(handler: Handler): void {
    this.handlers['check'] = handler
  }
  setDevicePermissionHandler(handler: Handler): void {
    this.handlers['device'] = handler
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled
  }
}

/** Electron as its main process sees it, at the boundary: what it is told is recorded, what it tells is emitted by hand. */
export function createFakeElectron(folder = '/nowhere') {
  const app = new FakeApp(folder)
  const windows: FakeWindow[] = []
  const utilities: FakeUtility[] = []
  const forks: unknown[][] = []
  const calls = new Map<string, CallHandler>()
  const schemes: unknown[] = []
  const protocols = new Map<string, (request: Request) => Promise<Response>>()
  const session = new FakeSession()
  const dialogs = {
    asked: [] as unknown[],
    open: { canceled: true, filePaths: [] as string[] },
    save: { canceled: true, filePath: '' },
    errors: [] as string[],
    button: 0,
  }
  const menus: unknown[] = []
  const displays = [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }]
  const ipcMain = {
    handle: (channel: string, handler: CallHandler) => calls.set(channel, handler),
    removeHandler: (channel: string) => calls.delete(channel),
  }

  class BoundWindow extends FakeWindow {
    constructor(options: Record<string, unknown>) {
      super(options, (contents) => app.emit('web-contents-created', {}, contents))
      windows.push(this)
    }
  }

  const main = {
    app,
    ipcMain,
    BrowserWindow: BoundWindow,
    session: { defaultSession: session },
    screen: { getAllDisplays: () => displays },
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: (menu: unknown) => menus.push(menu),
    },
    protocol: {
      registerSchemesAsPrivileged: (declared: unknown[]) => schemes.push(...declared),
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
        protocols.set(scheme, handler),
    },
    dialog: {
      showOpenDialog: (_: unknown, options: unknown) => {
        dialogs.asked.push(options)
        return Promise.resolve(dialogs.open)
      },
      showSaveDialog: (_: unknown, options: unknown) => {
        dialogs.asked.push(options)
        return Promise.resolve(dialogs.save)
      },
      showMessageBox: (_: unknown, options: unknown) => {
        dialogs.asked.push(options)
        return Promise.resolve({ response: dialogs.button })
      },
      showErrorBox: (title: string, message: string) => dialogs.errors.push(`${title}: ${message}`),
    },
    utilityProcess: {
      fork: (...values: unknown[]) => {
        forks.push(values)
        const utility = new FakeUtility()
        utilities.push(utility)
        return utility
      },
    },
  } as unknown as ElectronMain

  /** ipcRenderer.invoke: everything is cloned on its way, there and back. */
  const invokeFrom = async (
    contents: FakeContents,
    frame: FakeFrame | null,
    channel: string,
    ...values: unknown[]
  ) => {
    const handler = calls.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    const event = { sender: contents, senderFrame: frame } as unknown as IpcMainInvokeEvent
    const answer: unknown = await handler(event, ...values.map((value) => structuredClone(value)))
    return structuredClone(answer)
  }
  const openWindow = (url: string) => {
    const window = new BoundWindow({})
    void window.loadURL(url)
    return { window: window as unknown as BrowserWindow, contents: window.webContents }
  }
  return {
    main,
    app,
    windows,
    utilities,
    forks,
    calls,
    schemes,
    protocols,
    session,
    dialogs,
    menus,
    displays,
    invokeFrom,
    openWindow,
  }
}

export type FakeElectron = ReturnType<typeof createFakeElectron>
export type { RendererListener }
