import type { Transport } from '#contract/transport.ts'
import { createElectronTransport, type DropTaker } from './transports/electron.ts'
import type { Connection } from './transports/event-reader.ts'
import { createWebTransport, takeToken } from './transports/web.ts'

/** The transport of the program that this window runs in. Taking the token clears it from the address. */
export function connect(onConnection: (connection: Connection) => void): Transport & Partial<DropTaker> {
  if (window.workbench !== undefined) return createElectronTransport(window.workbench)
  return createWebTransport({
    origin: location.origin,
    token: takeToken(location, history, sessionStorage),
    onConnection,
  })
}
