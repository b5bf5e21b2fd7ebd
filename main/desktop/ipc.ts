import { isAbsolute } from 'node:path'
import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron'
import type { FileHandle } from '#contract/common.ts'
import type { Reply } from '#contract/transport.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { EventHub } from '../ipc/event-hub.ts'

const CALL_CHANNEL = 'workbench:call'
const DROP_CHANNEL = 'workbench:drop'
const EVENT_CHANNEL = 'workbench:event'

interface Registration {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>
  readonly windows: () => readonly BrowserWindow[]
  /** Scheme and host of our own page, `app://bundle`. */
  readonly rendererOrigin: string
}

export interface CallRegistration extends Registration {
  readonly workbench: { readonly dispatch: Dispatch; readonly hub: EventHub }
}

export interface DropRegistration extends Registration {
  readonly files: { register(path: string): FileHandle }
}

/**
 * The only file that touches raw IPC. Calls are answered to the main frame of our own windows on our own page, and to
 * nobody else; events go to those windows.
 * @returns a function that ends both
 */
export function registerCalls({ ipcMain, workbench, windows, rendererOrigin }: CallRegistration): () => void {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown): Promise<Reply> => {
    if (!isTrusted(event, windows(), rendererOrigin)) return forbidden(event)
    return workbench.dispatch(typeof name === 'string' ? name : 'no string', input)
  })
  const unsubscribe = workbench.hub.subscribeAll((name, payload) => {
    for (const window of windows())
      if (!window.isDestroyed() && originOf(window.webContents.getURL()) === rendererOrigin)
        window.webContents.send(EVENT_CHANNEL, name, payload)
  })
  return () => {
    ipcMain.removeHandler(CALL_CHANNEL)
    unsubscribe()
  }
}

/**
 * A file or folder that was dropped on the window, as a handle: the page learns its name and nothing of its place. The
 * path comes from the preload, which takes it from what the person dropped.
 * @returns a function that ends it
 */
export function registerDrops({ ipcMain, files, windows, rendererOrigin }: DropRegistration): () => void {
  ipcMain.handle(DROP_CHANNEL, (event, path: unknown): Reply => {
    if (!isTrusted(event, windows(), rendererOrigin)) return forbidden(event)
    if (typeof path === 'string' && isAbsolute(path)) return { ok: true, value: files.register(path) }
    const message = 'unknown file: what was dropped has no place on this machine'
    return { ok: false, error: { code: 'unknown_file', message } }
  })
  return () => ipcMain.removeHandler(DROP_CHANNEL)
}

function forbidden(event: IpcMainInvokeEvent): Reply {
  return { ok: false, error: { code: 'forbidden', message: `forbidden sender: ${describeSender(event)}` } }
}

function isTrusted(
  { sender, senderFrame }: IpcMainInvokeEvent,
  windows: readonly BrowserWindow[],
  rendererOrigin: string,
): boolean {
  // A frame that has navigated away, or is gone, is null.
  if (senderFrame === null || senderFrame !== sender.mainFrame) return false
  if (originOf(senderFrame.url) !== rendererOrigin) return false
  return windows.some((window) => !window.isDestroyed() && window.webContents.id === sender.id)
}

/** `URL.origin` is `null` for a scheme of our own, so it is put together here. */
export function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

function describeSender({ senderFrame }: IpcMainInvokeEvent): string {
  return senderFrame === null ? 'a frame that is gone' : senderFrame.url.slice(0, 100)
}
