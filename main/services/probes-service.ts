import type { ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { Model } from '#contract/models.ts'
import type { Computing, EngineInput, ModelReference, SampleReference } from '../engine/protocol.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { Workspace } from '../store/workspace.ts'
import { getDataset, sourceOfDataset } from './dataset-record.ts'
import type { HandlersOf } from './handlers.ts'
import { toModel, toModelReference } from './model-record.ts'
import { checkPairing } from './pairing.ts'
import type { RemovalCurves } from './removal-curves.ts'
import { toReference } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'

export function probesHandlers(context: ServiceContext, curves: RemovalCurves): HandlersOf<'probes'> {
  return {
    'probes.curves': async ({ start, ...question }) => {
      const complete = curves.isComplete(question)
      const job = complete ? null : jobFor(context, curves, question, start)
      return { curves: curves.read(question), complete, job }
    },
    'probes.filled': async ({ sampleId, modelId, fill }) =>
      context.engine.call('probe.filled', { ...placeOf(context, sampleId, modelId), fill }),
    'probes.region': async ({ sampleId, modelId, regions }) => {
      const place = placeOf(context, sampleId, modelId)
      const workspace = context.workspace.require()
      const model = toModel(workspace.models.get(modelId), workspace)
      return context.foreground.during(() =>
        context.engine.call('probe.region', {
          ...place,
          regions: regions.map(({ outline, fill }) => ({
            outline,
            fill: fill.kind === 'sample' ? sampleFrom(workspace, model, fill.sampleId) : fill.kind,
          })),
        }),
      )
    },
  }
}

/** The job that computes them now, or a new one; null where nobody does and nobody should. */
function jobFor(
  context: ServiceContext,
  curves: RemovalCurves,
  question: Omit<ParsedInput<'probes.curves'>, 'start'>,
  start: boolean,
): Job | null {
  const running = context.jobs.list().find(({ id }) => id === curves.jobOf(question))
  if (running !== undefined || !start) return running ?? null
  const workspace = context.workspace.require()
  const { name } = workspace.samples.get(workspace.maps.get(question.mapId).sampleId)
  const job = context.jobs.start({
    kind: 'probe',
    title: `Removal curves of ${name}`,
    unit: 'forward passes',
    total: curves.missingPasses(question),
    work: async (control) => {
      try {
        await context.foreground.during(() => curves.complete(question, control))
      } finally {
        forget()
      }
      return { mapId: question.mapId }
    },
  })
  const forget = curves.noteJob(question, job.id)
  return job
}

interface Place {
  readonly model: ModelReference
  readonly source: SampleSource
  readonly sample: SampleReference
  readonly computing: Computing
}

function placeOf(context: ServiceContext, sampleId: number, modelId: number): Place {
  const workspace = context.workspace.require()
  const model = toModel(workspace.models.get(modelId), workspace)
  return {
    model: toModelReference(model),
    ...sampleFrom(workspace, model, sampleId),
    computing: context.settings.computing(undefined),
  }
}

type Fill = Exclude<EngineInput<'probe.region'>['regions'][number]['fill'], string>

function sampleFrom(workspace: Workspace, model: Model, sampleId: number): Fill {
  const sample = workspace.samples.get(sampleId)
  if (sample.problem !== null) {
    throw new WorkbenchError('file_unreadable', `unusable sample: ${sample.name} (${sample.problem})`)
  }
  checkPairing(model, getDataset(workspace, sample.datasetId))
  return { source: sourceOfDataset(workspace, sample.datasetId), sample: toReference(sample) }
}
