import { WorkbenchError } from '#contract/errors.ts'
import type { CallName, EventName } from '#contract/names.ts'
import type { Transport } from '#contract/transport.ts'
import { createAnswers, type FakeOptions } from './fake-answers.ts'

/** A back end of generated data, for looking at the window without the program behind it. */
export function createFakeTransport(options: FakeOptions): Transport {
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>()
  const answers = createAnswers(options, (name, payload) =>
    listeners.get(name)?.forEach((listener) => listener(payload)),
  )
  return {
    invoke: async (name: CallName, input: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      try {
        return { ok: true, value: answers[name](input as never) }
      } catch (thrown) {
        return { ok: false, error: WorkbenchError.from(thrown).toRecord() }
      }
    },
    subscribe: (name, listener) => {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => set.delete(listener)
    },
  }
}
