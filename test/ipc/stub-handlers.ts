import { WorkbenchError } from '#contract/errors.ts'
import { CALLS } from '#contract/names.ts'
import type { CallHandlers } from '../../main/ipc/dispatch.ts'

/** Handlers that refuse every call but those given. */
export function stubHandlers(given: Partial<CallHandlers> = {}): CallHandlers {
  const refuse = (name: string) => () =>
    Promise.reject(new WorkbenchError('capability_missing', `not part of this test: ${name}`))
  const refusing: unknown = Object.fromEntries(CALLS.map((name) => [name, refuse(name)]))
  return { ...(refusing as CallHandlers), ...given }
}
