import type { z } from 'zod'
import type { BackgroundSpec, Question, Target } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import { defaultBackground } from '../attribution/background.ts'
import type { Method } from '../attribution/method.ts'
import { parseParams } from '../attribution/parse-params.ts'
import { methods } from '../attribution/registry.ts'
import type { RunDefinition } from '../store/run-record.ts'
import { choiceRule } from './nearest.ts'

/** A question with every default filled in and everything in it checked against the model. */
export interface ResolvedQuestion {
  readonly method: string
  readonly params: Record<string, unknown>
  readonly target: Target
  readonly versus: number | null
  readonly output: z.output<typeof Question>['output'] & string
  readonly seed: number
  /** null where the method compares with no samples. */
  readonly background: BackgroundSpec | null
}

/** @throws WorkbenchError `unknown_method`, `invalid_param`, `capability_missing`, before anything is stored or computed */
export function resolveQuestion(question: z.output<typeof Question>, model: Model): ResolvedQuestion {
  const method = chooseMethod(question.method)
  checkCapabilities(method, model)
  const params = parseParams(method, question.params)
  checkLayers(method, params, model)
  const { target, versus, seed } = question
  if (target.kind === 'class') checkClass('target', target.index, model)
  if (versus !== null) checkClass('versus', versus, model)
  if (target.kind === 'class' && target.index === versus) {
    throw new WorkbenchError('invalid_param', `invalid versus: ${versus} (must differ from the target)`)
  }
  const output = question.output ?? method.defaultOutput
  if (!method.outputs.includes(output)) {
    throw new WorkbenchError(
      'invalid_param',
      `invalid output: ${output} (${method.id} explains ${method.outputs.join(', ')})`,
    )
  }
  const background = comparesWithSamples(method.id)
    ? (question.background ?? defaultBackground(model.kind))
    : null
  return { method: method.id, params, target, versus, output, seed, background }
}

/** A model added before its capabilities were kept is the engine's to refuse. */
function checkCapabilities(method: Method, { name, capabilities }: Model): void {
  const missing = method.needs
    .filter((need) => need !== 'background')
    .filter((need) => capabilities?.includes(need) === false)
  if (missing.length === 0) return
  const words = missing.map((need) => CAPABILITY_WORDS[need])
  throw new WorkbenchError(
    'capability_missing',
    `${words.join(' and ')} missing: ${name} (${method.id} needs ${missing.length === 1 && missing[0] === 'globalPoolingHead' ? 'it; Grad-CAM does not' : 'them; occlusion and RISE need neither'})`,
    { details: { method: method.id, missing } },
  )
}

const CAPABILITY_WORDS = {
  gradients: 'gradients',
  featureMaps: 'feature maps with places',
  globalPoolingHead: 'global average and one dense layer at the end',
} as const

/** Whether the method needs a background. */
export function comparesWithSamples(methodId: string): boolean {
  return methods.some(({ id, needs }) => id === methodId && needs.some((need) => need === 'background'))
}

export function chooseMethod(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id)
  if (method !== undefined) return method
  const known = methods.map((candidate) => candidate.id)
  throw new WorkbenchError('unknown_method', `unknown method: ${id} (${choiceRule(id, known)})`)
}

/** As people call it; the id of a method that is not ours. */
export function methodTitle(id: string): string {
  return methods.find((method) => method.id === id)?.title ?? id
}

/** What identifies a run, without the samples that it covers. */
export function definitionOf(
  question: ResolvedQuestion,
  place: { readonly modelId: number; readonly datasetId: number; readonly backend: string },
): Omit<RunDefinition, 'selection'> {
  const { method, params, target, versus, output, seed, background } = question
  return { ...place, method, params, target, versus, output, seed, background }
}

/** A parameter whose schema says `format: 'layers'` names layers of the model. */
function checkLayers(method: Method, params: Readonly<Record<string, unknown>>, model: Model): void {
  for (const [name, schema] of Object.entries(method.params.shape)) {
    const value = params[name]
    if (formatOf(schema) !== 'layers' || !Array.isArray(value)) continue
    const spatial = model.layers.filter((layer) => layer.spatial).map((layer) => layer.name)
    for (const layer of value.map(String)) {
      if (model.layers.some((known) => known.name === layer)) continue
      throw new WorkbenchError('invalid_param', `unknown layer: ${layer} (${choiceRule(layer, spatial)})`, {
        details: { layer, layers: spatial },
      })
    }
  }
}

function formatOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('meta' in schema)) return undefined
  if (typeof schema.meta !== 'function') return undefined
  const meta: unknown = schema.meta()
  return typeof meta === 'object' && meta !== null && 'format' in meta ? meta.format : undefined
}

function checkClass(what: string, index: number, model: Model): void {
  if (index < model.classCount) return
  throw new WorkbenchError(
    'invalid_param',
    `invalid ${what}: ${index} (must be in 0 .. ${model.classCount - 1}: ${model.classNames.join(', ')})`,
  )
}
