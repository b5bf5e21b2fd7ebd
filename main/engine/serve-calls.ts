import { WorkbenchError } from '#contract/errors.ts'
import type { ParentPort } from './parent-port.ts'
import type { EngineCallName, EngineInput, EngineItem, EngineResult, Progress } from './protocol.ts'

export interface CallContext<Item> {
  readonly signal: AbortSignal
  readonly onItem: (item: Item) => void
  readonly onProgress: (progress: Progress) => void
}

export type EngineHandlers = {
  readonly [Name in EngineCallName]: (
    input: EngineInput<Name>,
    context: CallContext<EngineItem<Name>>,
  ) => Promise<EngineResult<Name>>
}

/** Answers the calls that arrive on the port, several at a time, each until it ends or is cancelled. */
export function serveCalls(parent: ParentPort, handlers: EngineHandlers): void {
  const running = new Map<number, AbortController>()

  async function answer(id: number, name: EngineCallName, input: unknown): Promise<void> {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      // The protocol's types tie input and items to the name; a message carries them untyped.
      const handler = handlers[name] as (input: unknown, context: CallContext<unknown>) => Promise<unknown>
      const result = await handler(input, {
        signal: controller.signal,
        onItem: (item) => parent.post({ type: 'item', id, item }),
        onProgress: (progress) => parent.post({ type: 'progress', id, progress }),
      })
      parent.post({ type: 'result', id, result })
    } catch (thrown) {
      const error = controller.signal.aborted
        ? new WorkbenchError('cancelled', `cancelled: ${name}`)
        : WorkbenchError.from(thrown)
      parent.post({ type: 'error', id, error: error.toRecord() })
    } finally {
      running.delete(id)
    }
  }

  parent.onMessage((message) => {
    if (message.type === 'cancel') running.get(message.id)?.abort()
    else void answer(message.id, message.name, message.input)
  })
}
