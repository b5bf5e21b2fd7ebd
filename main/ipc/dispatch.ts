import { calls, type CallOutput, type ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { CALLS, type CallName } from '#contract/names.ts'
import type { Reply } from '#contract/transport.ts'
import { describeIssues } from './issue-text.ts'
import { toPortableRecord } from './portable-error.ts'

/** One function per call; a missing or an extra name does not compile. */
export type CallHandlers = {
  readonly [Name in CallName]: (input: ParsedInput<Name>) => Promise<CallOutput<Name>>
}

/** Answers any name and any input; never throws. */
export type Dispatch = (name: string, input: unknown) => Promise<Reply>

export interface DispatchOptions {
  readonly handlers: CallHandlers
  /** In development and tests: a reply that does not fit its schema is an error, and what it has too much is cut off. */
  readonly checkOutput: boolean
  /** Told of everything that is not a WorkbenchError: a fault of ours, not of the input. */
  readonly onUnexpected?: (error: unknown) => void
}

export function createDispatch({ handlers, checkOutput, onUnexpected }: DispatchOptions): Dispatch {
  return async (name, input) => {
    try {
      if (!isCallName(name)) throw new WorkbenchError('unknown_call', `unknown call: ${name.slice(0, 100)}`)
      const value = await answer(handlers, name, input)
      return { ok: true, value: checkOutput ? parseOutput(name, value) : value }
    } catch (error) {
      if (!(error instanceof WorkbenchError)) onUnexpected?.(error)
      return { ok: false, error: toPortableRecord(error) }
    }
  }
}

async function answer(handlers: CallHandlers, name: CallName, input: unknown): Promise<unknown> {
  const parsed = calls[name].input.safeParse(input)
  if (!parsed.success) {
    const { text, issues } = describeIssues(parsed.error, input)
    throw new WorkbenchError('invalid_input', `invalid input of ${name}: ${text}`, {
      details: { call: name, issues },
    })
  }
  // The compiler cannot see that the schema and the handler were taken by the same name.
  const handler = handlers[name] as (input: unknown) => Promise<unknown>
  return handler(parsed.data)
}

function parseOutput(name: CallName, value: unknown): unknown {
  const parsed = calls[name].output.safeParse(value)
  if (parsed.success) return parsed.data
  const { text, issues } = describeIssues(parsed.error, value)
  throw new WorkbenchError('internal', `invalid output of ${name}: ${text}`, {
    details: { call: name, issues },
  })
}

function isCallName(name: string): name is CallName {
  return CALLS.some((call) => call === name)
}
