import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import type { ParsedInput } from '#contract/calls.ts'
import type { Engine, ModelFacts } from '../engine/protocol.ts'
import type { Workspace } from '../store/workspace.ts'
import { builtInModels, findBuiltInModel } from './built-in-models.ts'
import { readActivations } from './inspection-service.ts'
import { guessedClassNames, labelLooseFiles, sidecarClassNames } from './class-names.ts'
import type { FileHandles } from './file-handles.ts'
import type { HandlersOf } from './handlers.ts'
import { defaultPreprocessing, toModel, type ModelDetails } from './model-record.ts'
import type { ServiceContext } from './service-context.ts'

/** Reading a model takes a second at most; a damaged file may send the HDF5 library into a loop. */
const READING_LIMIT_MS = 60_000

interface ModelSource {
  readonly path: string
  readonly name: string
  /** In the order of the outputs; null where only the file is known. */
  readonly classNames: readonly string[] | null
}

export function modelsHandlers(context: ServiceContext): HandlersOf<'models'> {
  return {
    'models.builtIn': async () =>
      builtInModels().map(({ id, title, description, kind, license }) => ({
        id,
        title,
        description,
        kind,
        license,
      })),
    'models.add': async ({ source }) => {
      const workspace = context.workspace.require()
      const model = await addModel(context.engine, workspace, sourceOf(source, context.files))
      context.emit('workspace.changed', { what: 'models', modelId: model.id })
      return model
    },
    'models.list': async () => {
      const workspace = context.workspace.require()
      return workspace.models.list().map((record) => toModel(record, workspace))
    },
    'models.activations': (request) => readActivations(context, request),
  }
}

function sourceOf(source: ParsedInput<'models.add'>['source'], files: FileHandles): ModelSource {
  if ('builtIn' in source) {
    const { path, title, classNames } = findBuiltInModel(source.builtIn)
    return { path, name: title, classNames }
  }
  const path = files.resolve(source.file)
  return { path, name: basename(path).replace(/\.(h5|hdf5|keras|json)$/i, ''), classNames: null }
}

/** Inspects the file in the engine and keeps what was found; the same bytes are the same model. */
export async function addModel(engine: Engine, workspace: Workspace, source: ModelSource): Promise<Model> {
  refuseMissing(source.path)
  const facts = await engine.call('model.inspect', { path: source.path }, { timeLimitMs: READING_LIMIT_MS })
  const known = workspace.models.findByHash(facts.sha256)[0]
  const { names, note } = chooseNames(workspace, facts, source)
  const record = workspace.models.add({
    name: source.name,
    location: source.path,
    sha256: facts.sha256,
    format: facts.format,
    kind: facts.kind,
    inputShape: facts.inputShape,
    classNames: names,
    preprocessing: known?.preprocessing ?? defaultPreprocessing(facts),
    layers: facts.layers,
    details: {
      defaultLayers: [...facts.defaultLayers],
      parameterCount: facts.parameterCount,
      capabilities: [...facts.capabilities],
      notes: note === null ? [...facts.notes] : [...facts.notes, note],
    } satisfies ModelDetails,
  })
  labelLooseFiles(workspace)
  return toModel(record, workspace)
}

function chooseNames(
  workspace: Workspace,
  facts: ModelFacts,
  source: ModelSource,
): { names: readonly string[]; note: string | null } {
  const given = source.classNames ?? sidecarClassNames(source.path, facts.classCount)
  if (given !== null) return { names: given, note: null }
  return guessedClassNames(workspace, facts.kind, facts.classCount)
}

function refuseMissing(path: string): void {
  if (!existsSync(path)) {
    throw new WorkbenchError('file_unreadable', `model file missing: ${path} (no such file)`)
  }
  const isJson = path.toLowerCase().endsWith('.json')
  if (!isJson && statSync(path).isDirectory()) {
    throw new WorkbenchError('file_unsupported', `model is a folder: ${path} (must be a .h5 file)`)
  }
}
