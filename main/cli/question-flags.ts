import type { CallOutput } from '#contract/calls.ts'
import { OutputKind, type Question, type Target } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import { choiceRule } from '../services/nearest.ts'
import { checkBackground, type BackgroundFlags } from './background-flags.ts'
import { parseClass } from './class-flag.ts'
import { parseSettings, settingsFor } from './param-flags.ts'
import type { Session } from './session.ts'

/** Of a question; `method` is one id or several, as the command takes it. */
export interface QuestionFlags extends BackgroundFlags {
  readonly target: string
  readonly versus?: string
  readonly output?: string
  readonly layers?: string
  readonly set: readonly string[]
  readonly seed: number
}

type Methods = CallOutput<'methods.list'>

/** A method with its parameters as the flags give them. */
export interface AskedMethod {
  readonly method: Methods[number]
  readonly params: Record<string, unknown>
}

/** @throws WorkbenchError before any file is opened when a method, a parameter, the output or the background is wrong */
export async function checkMethods(
  session: Session,
  flags: QuestionFlags,
  ids: readonly string[],
): Promise<AskedMethod[]> {
  const known = await session.call('methods.list', {})
  const methods = [...new Set(ids)].map((id) => findMethod(known, id))
  const words = flags.layers === undefined ? flags.set : [...flags.set, `layers=${flags.layers}`]
  outputOf(flags)
  checkBackground(flags, methods)
  return settingsFor(words, methods).map(({ owner, words: own }) => ({
    method: owner,
    params: parseSettings(own, owner),
  }))
}

function findMethod(methods: Methods, id: string): Methods[number] {
  const method = methods.find((candidate) => candidate.id === id)
  if (method !== undefined) return method
  const known = methods.map((candidate) => candidate.id)
  throw new WorkbenchError('unknown_method', `unknown method: ${id} (${choiceRule(id, known)})`)
}

export function toQuestion(
  flags: QuestionFlags,
  { method, params }: AskedMethod,
  model: Model,
  background: Question['background'],
): Question {
  return {
    method: method.id,
    params,
    target: parseTarget(flags.target, model),
    versus: flags.versus === undefined ? null : parseClass('versus', flags.versus, model.classNames),
    output: outputOf(flags),
    seed: flags.seed,
    background: method.needs.includes('background') ? (background ?? null) : null,
  }
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
  return { kind: 'class', index: parseClass('target', text, model.classNames) }
}
