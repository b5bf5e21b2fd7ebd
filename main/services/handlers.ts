import type { EventPayload } from '#contract/events.ts'
import type { CallName, EventName } from '#contract/names.ts'
import type { CallHandlers } from '../ipc/dispatch.ts'

/** The handlers of one domain: every call whose name begins with it. */
export type HandlersOf<Domain extends string> = Pick<CallHandlers, Extract<CallName, `${Domain}.${string}`>>

export type Emit = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void
