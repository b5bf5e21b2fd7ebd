import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Question } from '#contract/attributions.ts'
import type { CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import { explain } from './attributions-service.ts'
import { findBuiltInModel } from './built-in-models.ts'
import type { BuiltInDataset } from './dataset-source.ts'
import { importBuiltIn } from './datasets-service.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import { addModel } from './models-service.ts'
import { startPredictions } from './predictions-service.ts'
import type { ServiceContext } from './service-context.ts'
import type { SwitchWorkspace } from './workspace-service.ts'

const COMPLETE = 'sample-complete'
/** What a complete sample holds; the first one, marked `true`, had no tiles. */
const CONTENT = 2
/** Enough maps to look at on the first screen, of tiles one of each class; the rest is computed when asked for. */
const EXPLAINED = 8
const STEPS = 1000
const POLL_MS = 200

interface Part {
  readonly dataset: BuiltInDataset
  readonly model: string
  /** Shares of the whole work, in time. */
  readonly predicting: number
  readonly explaining: number
}

/** In the order in which they are listed; the window opens the last. */
const PARTS: readonly Part[] = [
  { dataset: 'mnist1d', model: 'mnist1d-cnn', predicting: 0.05, explaining: 0.03 },
  { dataset: 'synthetic-tissue', model: 'synthetic-tissue-vgg7', predicting: 0.62, explaining: 0.3 },
]

/** Opens the built-in sample; made on first use, and taken up again where making it was interrupted. */
export async function openSampleWorkspace(
  context: ServiceContext,
  switchTo: SwitchWorkspace,
): Promise<CallOutput<'workspace.openSample'>> {
  const path = join(context.folders.data, 'sample.eosin')
  await switchTo(context, path, !existsSync(path))
  const workspace = context.workspace.require()
  if (workspace.settings.get(COMPLETE) === CONTENT) return { workspace: context.workspace.info(), job: null }
  context.workspace.markSynthetic()
  const job = context.jobs.start({
    kind: 'sample',
    title: 'Preparing the sample',
    unit: 'steps',
    total: STEPS,
    lane: 'sample',
    work: (control) => makeSample(context, control),
  })
  return { workspace: context.workspace.info(), job }
}

interface Added extends Part {
  readonly datasetId: number
  readonly modelId: number
}

async function makeSample(context: ServiceContext, control: JobControl): Promise<JobResult> {
  const workspace = context.workspace.require()
  const added: Added[] = []
  for (const part of PARTS) added.push({ ...part, ...(await addPart(context, part, control)) })
  let before = 0
  for (const part of added) {
    const { datasetId, modelId, predicting, explaining } = part
    const predictions = startPredictions(context, { datasetId, modelId })
    await finished(context, predictions, control, (share) => report(before + share * predicting))
    before += predicting
    for (const sample of workspace.samples.list(datasetId).slice(0, EXPLAINED)) {
      const question = Question.parse({ method: 'sise' })
      const map = await explain(context, { sampleId: sample.id, modelId, question })
      const weight = explaining / EXPLAINED
      await finished(context, map, control, (share) => report(before + share * weight))
      before += weight
    }
  }
  function report(share: number): void {
    control.progress(Math.floor(share * STEPS), STEPS)
  }
  workspace.settings.set(COMPLETE, CONTENT)
  const { datasetId, modelId } = added[added.length - 1]!
  return { datasetId, modelId }
}

async function addPart(
  context: ServiceContext,
  { dataset, model: id }: Part,
  control: JobControl,
): Promise<{ datasetId: number; modelId: number }> {
  const datasetId = await importBuiltIn(context, dataset, control)
  const { path, title, classNames } = findBuiltInModel(id)
  const source = { path, name: title, classNames }
  const model = await addModel(context.engine, context.workspace.require(), source)
  context.emit('workspace.changed', { what: 'models', modelId: model.id })
  return { datasetId, modelId: model.id }
}

/** A part of the work that is a job of its own: stopped with the whole, and its failure is the whole's. */
async function finished(
  { jobs }: ServiceContext,
  job: Job,
  { signal }: JobControl,
  onProgress: (share: number) => void,
): Promise<void> {
  const stop = () => void jobs.stop(job.id, 'cancelled')
  const timer = setInterval(() => {
    const now = jobs.list().find(({ id }) => id === job.id)
    if (now !== undefined && now.total > 0) onProgress(now.done / now.total)
  }, POLL_MS)
  signal.addEventListener('abort', stop, { once: true })
  try {
    const ended = await jobs.wait(job.id)
    signal.throwIfAborted()
    if (ended.error !== null) throw WorkbenchError.fromRecord(ended.error)
    onProgress(1)
  } finally {
    clearInterval(timer)
    signal.removeEventListener('abort', stop)
  }
}
