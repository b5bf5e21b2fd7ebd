import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Reply } from '#contract/transport.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { EventHub } from '../ipc/event-hub.ts'

const CALL_CHANNEL = 'workbench:call'
const EVENT_CHANNEL = 'workbench:event'

export interface CallRegistration {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>
  readonly workbench: { readonly dispatch: Dispatch; readonly hub: EventHub }
  readonly windows: () => readonly BrowserWindow[]
  /** Scheme and host of our own page, `app://bundle`. */
  readonly rendererOrigin: string
}

/**
 * The only file that touches raw IPC. Calls are answered to the main frame of our own windows on our own page, and to
 * nobody else; events go to those windows.
 * @returns a function that ends both
 */
export function registerCalls({ ipcMain, workbench, windows, rendererOrigin }: CallRegistration): () => void {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown): Promise<Reply> => {
    if (!isTrusted(event, windows(), rendererOrigin))
      return {
        ok: false,
        error: { code: 'forbidden', message: `forbidden sender: ${describeSender(event)}` },
      }
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
