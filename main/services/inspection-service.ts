import type { ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Activations, SiseSteps } from '#contract/inspection.ts'
import type { SiseStepsInput } from '../engine/inspection-protocol.ts'
import { getDataset, sourceOfDataset } from './dataset-record.ts'
import { methodTitle } from './method-question.ts'
import { toModel, toModelReference } from './model-record.ts'
import { checkPairing } from './pairing.ts'
import { toReference } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpStoredRun } from './stored-run.ts'
import { visibleWork } from './visible-work.ts'

/** Methods whose maps can be taken apart. */
const STEPPED = ['sise', 'ada-sise']

/** A page of the feature maps that a layer puts out for a sample. */
export async function readActivations(
  context: ServiceContext,
  request: ParsedInput<'models.activations'>,
): Promise<Activations> {
  const workspace = context.workspace.require()
  const { sampleId, modelId, ...asked } = request
  const sample = workspace.samples.get(sampleId)
  if (sample.problem !== null) {
    throw new WorkbenchError('file_unreadable', `unusable sample: ${sample.name} (${sample.problem})`)
  }
  const model = toModel(workspace.models.get(modelId), workspace)
  checkPairing(model, getDataset(workspace, sample.datasetId))
  const chosen = context.settings.computing()
  const backend = await context.backends.open(chosen)
  return context.foreground.during(() =>
    context.engine.call('layer.activations', {
      ...asked,
      model: toModelReference(model),
      source: sourceOfDataset(workspace, sample.datasetId),
      sample: toReference(sample),
      computing: { ...chosen, backend: backend.id },
    }),
  )
}

/**
 * How a stored map came about: computed again from its own question on its own backend, which takes as long as the map did,
 * so it is shown among the work. What was computed last is kept, and its next page comes at once.
 */
export async function readSiseSteps(
  context: ServiceContext,
  { mapId, layer, offset, limit }: ParsedInput<'attributions.siseSteps'>,
): Promise<SiseSteps> {
  const workspace = context.workspace.require()
  const map = workspace.maps.get(mapId)
  const run = workspace.runs.get(map.runId)
  if (!STEPPED.includes(run.method)) {
    throw new WorkbenchError(
      'invalid_param',
      `no steps to show: ${run.method} (must be one of ${STEPPED.join(', ')})`,
    )
  }
  const sample = workspace.samples.get(map.sampleId)
  const { model, source, question, computing } = await setUpStoredRun(context, run)
  const input: SiseStepsInput = {
    model: toModelReference(model),
    source,
    sample: toReference(sample),
    computing,
    question: { ...question, target: { kind: 'class', index: map.targetClass } },
    stored: map.values,
    layer,
    offset,
    limit,
  }
  const steps = await visibleWork(
    context,
    { title: `Steps of ${methodTitle(run.method)} of ${sample.name}`, result: { mapId, runId: run.id } },
    (options) => context.engine.call('sise.steps', input, options),
  )
  return { mapId, method: run.method, ...steps }
}
