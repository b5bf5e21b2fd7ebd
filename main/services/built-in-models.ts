import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import { BuiltInModel } from '#contract/models.ts'
import { choiceRule } from './nearest.ts'
import { resourcePath } from './resource-path.ts'

const Descriptor = BuiltInModel.extend({ file: z.string(), classNames: z.array(z.string()) })
export type BuiltInDescriptor = z.infer<typeof Descriptor>

/** The models that ship with the program: `resources/models/models.json`. */
export function builtInModels(): BuiltInDescriptor[] {
  const text = readFileSync(resourcePath('models', 'models.json'), 'utf8')
  return z.array(Descriptor).parse(JSON.parse(text))
}

/** @throws WorkbenchError `unknown_model` */
export function findBuiltInModel(id: string): BuiltInDescriptor & { readonly path: string } {
  const models = builtInModels()
  const found = models.find((model) => model.id === id)
  if (found !== undefined) return { ...found, path: resourcePath('models', found.file) }
  const known = models.map((model) => model.id)
  throw new WorkbenchError('unknown_model', `unknown built-in model: ${id} (${choiceRule(id, known)})`)
}
