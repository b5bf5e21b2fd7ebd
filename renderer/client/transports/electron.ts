import type { CallName, EventName } from '#contract/names.ts'
import type { Reply, Transport } from '#contract/transport.ts'

/** A transport whose program can find a dropped file; a browser's page cannot. */
export interface DropTaker {
  /** Answers a FileHandle: the page never learns where the file lies. */
  takeDropped(file: File): Promise<Reply>
}

/** What the preload puts on `window.workbench`. */
export interface Bridge extends DropTaker {
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
export function createElectronTransport(bridge: Bridge): Transport & DropTaker {
  return {
    subscribe: (name, listener) => bridge.subscribe(name, listener),
    invoke: (name, input) => replyOf(name, () => bridge.invoke(name, input)),
    takeDropped: (file) => replyOf('a drop', () => bridge.takeDropped(file)),
  }
}

async function replyOf(asked: string, answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, error: { code: 'disconnected', message: `no answer to ${asked}: ${message}` } }
  }
}
