import type { SampleDetail, SampleTable } from '#contract/samples.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Workspace } from '../store/workspace.ts'
import { sourceOfDataset } from './dataset-record.ts'
import type { HandlersOf } from './handlers.ts'
import { toModel } from './model-record.ts'
import { toReference } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'

export function samplesHandlers(context: ServiceContext): HandlersOf<'samples'> {
  return {
    'samples.table': async ({ datasetId, modelId }) =>
      sampleTable(context.workspace.require(), datasetId, modelId),
    'samples.get': async ({ sampleId, modelId }) =>
      sampleDetail(context.workspace.require(), sampleId, modelId),
    'samples.picture': async ({ sampleId, size, modelId }) => {
      const workspace = context.workspace.require()
      const sample = readableSample(workspace, sampleId)
      const model = modelId === null ? null : toModel(workspace.models.get(modelId), workspace)
      return context.engine.call('sample.picture', {
        source: sourceOfDataset(workspace, sample.datasetId),
        sample: toReference(sample),
        size,
        preprocessing: model?.preprocessing ?? null,
      })
    },
    'samples.signal': async ({ sampleId }) => {
      const workspace = context.workspace.require()
      const sample = readableSample(workspace, sampleId)
      const source = sourceOfDataset(workspace, sample.datasetId)
      return context.engine.call('sample.signal', { source, sample: toReference(sample) })
    },
  }
}

function sampleTable(workspace: Workspace, datasetId: number, modelId: number | null): SampleTable {
  workspace.datasets.get(datasetId)
  if (modelId !== null) workspace.models.get(modelId)
  const { ids, names, labels, predicted, confidence, problems } = workspace.samples.table(
    datasetId,
    modelId ?? undefined,
  )
  const explained = new Set(modelId === null ? [] : workspace.maps.explainedSamples(modelId, datasetId))
  return {
    ids,
    names: [...names],
    labels,
    predicted,
    confidence,
    problem: Uint8Array.from(problems, (problem) => (problem === null ? 0 : 1)),
    hasMap: Uint8Array.from(ids, (id) => (explained.has(id) ? 1 : 0)),
  }
}

function sampleDetail(workspace: Workspace, sampleId: number, modelId: number | null): SampleDetail {
  const { id, datasetId, name, label, problem, sha256 } = workspace.samples.get(sampleId)
  if (modelId !== null) workspace.models.get(modelId)
  const found = modelId === null ? undefined : workspace.predictions.find(modelId, sampleId)
  const prediction =
    found === undefined || found.stale
      ? null
      : {
          probabilities: [...found.probabilities],
          logits: [...(found.logits ?? [])],
          predicted: found.predicted,
          confidence: found.confidence,
          backend: found.backend,
        }
  return { id, datasetId, name, label, problem, sha256, prediction }
}

function readableSample(workspace: Workspace, sampleId: number): ReturnType<Workspace['samples']['get']> {
  const sample = workspace.samples.get(sampleId)
  if (sample.problem === null) return sample
  throw new WorkbenchError('file_unreadable', `unusable sample: ${sample.name} (${sample.problem})`, {
    details: { sampleId },
  })
}
