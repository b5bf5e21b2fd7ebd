import type { Transport } from '#contract/transport.ts'
import type { Dispatch } from './dispatch.ts'
import type { EventHub } from './event-hub.ts'

/** The transport within one process: the command line's, and the tests'. */
export function createDirectTransport(workbench: { dispatch: Dispatch; hub: EventHub }): Transport {
  return {
    invoke: (name, input) => workbench.dispatch(name, input),
    subscribe: (name, listener) => workbench.hub.subscribe(name, listener),
  }
}
