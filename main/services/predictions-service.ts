import type { ErrorRecord } from '#contract/errors.ts'
import type { BackendChoice } from '#contract/common.ts'
import type { Job } from '#contract/jobs.ts'
import type { Model } from '#contract/models.ts'
import type { Computing, PredictionItem, SampleReference } from '../engine/protocol.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { Workspace } from '../store/workspace.ts'
import { computeDespiteCrashes } from './crash-tolerant.ts'
import { getDataset, sourceOfDataset } from './dataset-record.ts'
import type { HandlersOf } from './handlers.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import { toModel, toModelReference } from './model-record.ts'
import { checkPairing } from './pairing.ts'
import { ensureHashes, referencesOf } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'
import { callStoring } from './storing-call.ts'

interface PredictionRequest {
  readonly datasetId: number
  readonly modelId: number
  readonly backend?: BackendChoice | undefined
  readonly limit?: number | undefined
  readonly sampleIds?: readonly number[] | undefined
}

interface PredictionTask {
  readonly context: ServiceContext
  readonly workspace: Workspace
  readonly model: Model
  readonly datasetId: number
  readonly source: SampleSource
  readonly pending: readonly SampleReference[]
  readonly computing: Computing
}

export function predictionsHandlers(context: ServiceContext): HandlersOf<'predictions'> {
  return { 'predictions.start': async (request) => ({ job: startPredictions(context, request) }) }
}

/** Only what is not predicted yet; asked for again, it goes on. */
export function startPredictions(context: ServiceContext, request: PredictionRequest): Job {
  const workspace = context.workspace.require()
  const model = toModel(workspace.models.get(request.modelId), workspace)
  const dataset = getDataset(workspace, request.datasetId)
  checkPairing(model, dataset)
  const pending = pendingReferences(workspace, request)
  const task: PredictionTask = {
    context,
    workspace,
    model,
    datasetId: dataset.id,
    source: sourceOfDataset(workspace, dataset.id),
    pending,
    computing: context.settings.computing(request.backend),
  }
  return context.jobs.start({
    kind: 'predict',
    title: `Predictions of ${model.name} on ${dataset.name}`,
    unit: `${dataset.kind}s`,
    total: pending.length,
    lane: 'predictions',
    work: (control) => predictAll(task, control),
  })
}

function pendingReferences(
  workspace: Workspace,
  { modelId, datasetId, limit, sampleIds }: PredictionRequest,
): SampleReference[] {
  const missing = workspace.predictions.missing(modelId, datasetId)
  const asked = sampleIds && new Set(sampleIds)
  const wanted = asked === undefined ? missing : missing.filter((id) => asked.has(id))
  const pending = referencesOf(workspace, datasetId, wanted)
  if (limit === undefined) return pending
  const first = new Set(
    workspace.samples
      .list(datasetId)
      .filter((sample) => sample.problem === null)
      .slice(0, limit)
      .map((sample) => sample.id),
  )
  return pending.filter((sample) => first.has(sample.id))
}

async function predictAll(task: PredictionTask, control: JobControl): Promise<JobResult> {
  const { context, workspace, model, datasetId, pending } = task
  const result = { datasetId, modelId: model.id }
  if (pending.length === 0) return { ...result, failures: 0 }
  const { id: backend } = await context.backends.open(task.computing)
  const byId = new Map(pending.map((reference) => [reference.id, reference]))
  let failures = 0
  let done = 0

  function fail(id: number, error: ErrorRecord): void {
    workspace.samples.setProblem(id, error.message)
    failures++
  }

  function store(item: PredictionItem, finished: (sample: SampleReference) => void): void {
    storePredictions(workspace, model, backend, item)
    for (const failure of item.failures) fail(failure.id, failure.error)
    for (const id of [...item.ids, ...item.failures.map((failure) => failure.id)]) {
      const reference = byId.get(id)
      if (reference !== undefined) finished(reference)
    }
    done += item.ids.length + item.failures.length
    control.progress(done, pending.length)
    context.emit('workspace.changed', { what: 'predictions', datasetId, modelId: model.id })
  }

  await computeDespiteCrashes<SampleReference>({
    items: pending,
    firstChunk: 32,
    largestChunk: 256,
    now: context.now,
    beforeEach: () => context.foreground.idle(control.signal),
    giveUp: (sample, error) => fail(sample.id, error.toRecord()),
    compute: (samples, finished) =>
      predictSome(task, samples, control.signal, (item) => store(item, finished)),
  })
  return { ...result, failures }
}

async function predictSome(
  task: PredictionTask,
  samples: readonly SampleReference[],
  signal: AbortSignal,
  onItem: (item: PredictionItem) => void,
): Promise<void> {
  const { engine } = task.context
  const { source, computing } = task
  await ensureHashes(engine, task.workspace, { source, samples }, signal)
  const model = toModelReference(task.model)
  await callStoring(engine, 'predict', { model, source, samples, computing }, { signal, onItem })
}

function storePredictions(workspace: Workspace, model: Model, backend: string, item: PredictionItem): void {
  const { classCount } = model
  const rows = Array.from(item.ids, (sampleId, row) => ({
    sampleId,
    backend,
    probabilities: item.probabilities.slice(row * classCount, (row + 1) * classCount),
    logits: item.logits.slice(row * classCount, (row + 1) * classCount),
  }))
  if (rows.length > 0) workspace.predictions.put(model.id, rows)
}
