import type { CallName, EventName } from '#contract/names.ts'
import type { Reply, Transport } from '#contract/transport.ts'

/** What the preload puts on `window.workbench`. */
export interface Bridge {
  invoke(name: CallName, input: unknown): Promise<Reply>
  subscribe(name: EventName, listener: (payload: unknown) => void): () => void
}

declare global {
  interface Window {
    /** Only in Electron. */
    readonly workbench?: Bridge
  }
}

/** Calls and events through Electron's bridge. A rejection (the main process is gone, or refuses) becomes a Reply. */
export function createElectronTransport(bridge: Bridge): Transport {
  return {
    subscribe: (name, listener) => bridge.subscribe(name, listener),
    invoke: async (name, input) => {
      try {
        return await bridge.invoke(name, input)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        return { ok: false, error: { code: 'disconnected', message: `no answer to ${name}: ${message}` } }
      }
    },
  }
}
