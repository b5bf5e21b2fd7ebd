import type { ErrorRecord } from './errors.ts'
import type { CallName, EventName } from './names.ts'

/** What a call answers on every transport; an Error never crosses. */
export type Reply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorRecord }

/** What carries calls and events: Electron's bridge, HTTP on the loopback address, or a direct function call. */
export interface Transport {
  invoke(name: CallName, input: unknown): Promise<Reply>
  /** @returns a function that ends the subscription */
  subscribe(name: EventName, listener: (payload: unknown) => void): () => void
}
