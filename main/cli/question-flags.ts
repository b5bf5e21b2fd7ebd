import type { CallOutput } from '#contract/calls.ts'
import { OutputKind, type Question, type Target } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import { choiceRule } from '../services/nearest.ts'
import { parseSettings } from './param-flags.ts'
import type { Session } from './session.ts'

export interface QuestionFlags {
  readonly method: string
  readonly target: string
  readonly versus?: string
  readonly output?: string
  readonly layers?: string
  readonly set: readonly string[]
  readonly seed: number
}

type Methods = CallOutput<'methods.list'>

/** @throws WorkbenchError before any file is opened when the method, a parameter or the output is wrong */
export async function checkMethod(session: Session, flags: QuestionFlags): Promise<Methods[number]> {
  const methods = await session.call('methods.list', {})
  const method = methods.find((candidate) => candidate.id === flags.method)
  if (method === undefined) {
    const known = methods.map((candidate) => candidate.id)
    throw new WorkbenchError(
      'unknown_method',
      `unknown method: ${flags.method} (${choiceRule(flags.method, known)})`,
    )
  }
  paramsOf(flags, method)
  outputOf(flags)
  return method
}

export function toQuestion(flags: QuestionFlags, method: Methods[number], model: Model): Question {
  return {
    method: method.id,
    params: paramsOf(flags, method),
    target: parseTarget(flags.target, model),
    versus: flags.versus === undefined ? null : parseClass('versus', flags.versus, model),
    output: outputOf(flags),
    seed: flags.seed,
  }
}

function paramsOf({ set, layers }: QuestionFlags, method: Methods[number]): Record<string, unknown> {
  return parseSettings(layers === undefined ? set : [...set, `layers=${layers}`], method)
}

function outputOf({ output }: QuestionFlags): OutputKind | null {
  if (output === undefined) return null
  const parsed = OutputKind.safeParse(output)
  if (parsed.success) return parsed.data
  throw new WorkbenchError(
    'invalid_param',
    `invalid output: ${output} (${choiceRule(output, OutputKind.options)})`,
  )
}

function parseTarget(text: string, model: Model): Target {
  if (text === 'predicted' || text === 'true') return { kind: text }
  return { kind: 'class', index: parseClass('target', text, model) }
}

/** A name as it is written, then a name in other case, then an index. */
function parseClass(what: string, text: string, model: Model): number {
  const names = model.classNames
  const exact = names.indexOf(text)
  if (exact >= 0) return exact
  const folded = names.findIndex((name) => name.toLowerCase() === text.toLowerCase())
  if (folded >= 0) return folded
  const index = /^\d+$/.test(text) ? Number(text) : -1
  if (index >= 0 && index < model.classCount) return index
  throw new WorkbenchError(
    'invalid_param',
    `unknown ${what} class: ${text} (an index in 0 .. ${model.classCount - 1}, or a name: ${choiceRule(text, names)})`,
  )
}
