import type { ExplainRequest } from '#contract/attributions.ts'
import type { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { ExplainItem, MapItem } from '../engine/protocol.ts'
import type { MapRecord } from '../store/maps.ts'
import type { SampleRecord } from '../store/samples.ts'
import type { Workspace } from '../store/workspace.ts'
import { commandText } from './command-text.ts'
import type { HandlersOf } from './handlers.ts'
import { readSiseSteps } from './inspection-service.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import { methodTitle } from './method-question.ts'
import { toModelReference } from './model-record.ts'
import { provenanceOf } from './provenance.ts'
import { setUpQuestion, type QuestionSetup } from './question-setup.ts'
import { toMapSummary } from './run-view.ts'
import { ensureHashes, toReference } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'
import { requireWritable } from './writable.ts'

type Request = z.output<typeof ExplainRequest>

export function attributionsHandlers(context: ServiceContext): HandlersOf<'attributions'> {
  return {
    'attributions.explain': async (request) => ({ job: await explain(context, request) }),
    'attributions.find': async ({ sampleId, modelId }) => {
      const workspace = context.workspace.require()
      workspace.samples.get(sampleId)
      return freshMaps(workspace, sampleId, modelId).map((map) =>
        toMapSummary(map, workspace.runs.get(map.runId)),
      )
    },
    'attributions.siseSteps': (request) => readSiseSteps(context, request),
  }
}

/** The stored map at once, or a job that computes, stores and names it. */
export async function explain(context: ServiceContext, request: Request): Promise<Job> {
  const workspace = context.workspace.require()
  const sample = workspace.samples.get(request.sampleId)
  refuseUnusable(sample, request)
  const setup = await setUpQuestion(context, { ...request, datasetId: sample.datasetId })
  const described = {
    kind: 'explain',
    title: `${methodTitle(setup.question.method)} of ${sample.name}`,
    unit: 'masks',
  } as const
  const stored = findStored(setup, sample)
  if (stored !== undefined) {
    return context.jobs.finished({ ...described, result: resultOf(stored.id, stored.runId) })
  }
  requireWritable(workspace)
  return context.jobs.start({
    ...described,
    work: (control) => context.foreground.during(() => compute(context, setup, sample, control)),
  })
}

function refuseUnusable(sample: SampleRecord, { question }: Request): void {
  if (sample.problem !== null) {
    throw new WorkbenchError('file_unreadable', `unusable sample: ${sample.name} (${sample.problem})`)
  }
  if (question.target.kind === 'true' && sample.label === null) {
    throw new WorkbenchError('invalid_param', `invalid target: true (${sample.name} has no label)`)
  }
}

/** Of the run that asked the same, precomputed or not. */
function findStored({ workspace, definition }: QuestionSetup, sample: SampleRecord): MapRecord | undefined {
  const run = workspace.runs.find(definition)
  const map = run && workspace.maps.find(run.id, sample.id)
  return map?.stale === true ? undefined : map
}

function freshMaps(workspace: Workspace, sampleId: number, modelId: number): MapRecord[] {
  return workspace.maps.findFor(sampleId, modelId).filter((map) => !map.stale)
}

async function compute(
  context: ServiceContext,
  setup: QuestionSetup,
  sample: SampleRecord,
  control: JobControl,
): Promise<JobResult> {
  const { workspace, source, model, question, background, computing } = setup
  const samples = [toReference(sample)]
  await ensureHashes(context.engine, workspace, { source, samples }, control.signal)
  const items: ExplainItem[] = []
  await context.engine.call(
    'explain',
    {
      model: toModelReference(model),
      source,
      samples,
      question,
      ...background,
      partialMaps: true,
      computing,
    },
    {
      signal: control.signal,
      onItem: (item) => items.push(item),
      onProgress: ({ done, total, partial }) => {
        control.progress(done, total)
        // Of a job that was cancelled nothing more is shown.
        if (partial === undefined || control.signal.aborted) return
        const { jobId } = control
        const shape = [...partial.shape]
        context.emit('map.partial', {
          ...partial,
          shape,
          jobId,
          total,
          sampleId: sample.id,
          method: question.method,
        })
      },
    },
  )
  const item = items[0]
  if (item === undefined) throw new WorkbenchError('internal', `no map came back: ${sample.name}`)
  if (item.kind === 'failure') throw WorkbenchError.fromRecord(item.failure.error)
  const { runId, mapId } = storeMap(setup, sample, item)
  context.emit('workspace.changed', { what: 'maps', sampleId: sample.id, modelId: model.id, runId })
  return resultOf(mapId, runId)
}

/** The run is made with its first map: a question that failed leaves nothing behind. */
function storeMap(
  setup: QuestionSetup,
  sample: SampleRecord,
  item: MapItem,
): { runId: number; mapId: number } {
  const { workspace, model, dataset, question, backend, definition } = setup
  return workspace.transaction(() => {
    const commandLine = commandText({
      command: 'explain',
      workspace,
      model: model.location,
      data: dataset.location,
      question,
      backend: backend.id,
      index: workspace.samples.list(dataset.id).findIndex(({ id }) => id === sample.id),
    })
    const provenance = provenanceOf({ model, dataset, backend, question, commandLine })
    const selection = { kind: 'samples', sampleIds: [sample.id] } as const
    const { run, created } = workspace.runs.findOrCreate({ ...definition, selection }, provenance)
    if (created) workspace.runs.setState(run.id, 'interactive')
    const mapId = workspace.maps.put({
      runId: run.id,
      sampleId: sample.id,
      targetClass: item.targetClass,
      versusClass: question.versus,
      shape: item.shape,
      values: item.values,
      diagnostics: item.diagnostics,
      durationMs: item.durationMs,
    })
    return { runId: run.id, mapId }
  })
}

function resultOf(mapId: number, runId: number): JobResult {
  return { mapId, runId }
}
