import type { App, Session, WebContents } from 'electron'
import { originOf } from './ipc.ts'

/** Writing text to the clipboard, on a click, is all that the page may ask of the system. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write'

/** Every page of the program, whoever made it: no way to another address, no window, no embedded page. */
export function guardContents(app: Pick<App, 'on'>, rendererOrigin: string): void {
  app.on('web-contents-created', (_, contents) => {
    guardNavigation(contents, rendererOrigin)
  })
}

function guardNavigation(contents: WebContents, rendererOrigin: string): void {
  const stayHere = (event: { readonly url: string; preventDefault(): void }) => {
    if (originOf(event.url) !== rendererOrigin) event.preventDefault()
  }
  contents.on('will-navigate', stayHere)
  contents.on('will-frame-navigate', stayHere)
  contents.on('will-redirect', stayHere)
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

type GuardedSession = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setSpellCheckerEnabled'
  | 'webRequest'
  | 'on'
>

/** Denies what Electron allows unless told otherwise: permissions, devices, the network, downloads from it. */
export function guardSession(session: GuardedSession, rendererOrigin: string): void {
  session.setPermissionRequestHandler((_, permission, answer) => {
    answer(permission === ALLOWED_PERMISSION)
  })
  session.setPermissionCheckHandler((_, permission) => permission === ALLOWED_PERMISSION)
  session.setDevicePermissionHandler(() => false)
  // Its dictionaries come from the network.
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !isLocal(url, rendererOrigin) })
  })
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${rendererOrigin}/`)) event.preventDefault()
  })
}

function isLocal(url: string, rendererOrigin: string): boolean {
  const origin = originOf(url)
  if (origin === rendererOrigin || /^(blob|data|devtools):/.test(url)) return true
  // The development server's module updates come over its web socket.
  return (
    origin !== null &&
    rendererOrigin.startsWith('http:') &&
    origin === rendererOrigin.replace(/^http:/, 'ws:')
  )
}
