import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Question } from '#contract/attributions.ts'
import type { CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import { explain } from './attributions-service.ts'
import { builtInModels, findBuiltInModel } from './built-in-models.ts'
import { importBuiltIn } from './datasets-service.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import { addModel } from './models-service.ts'
import { startPredictions } from './predictions-service.ts'
import type { ServiceContext } from './service-context.ts'
import type { SwitchWorkspace } from './workspace-service.ts'

const COMPLETE = 'sample-complete'
/** Enough maps to look at on the first screen; the rest is computed when asked for. */
const EXPLAINED = 8

/** Opens the built-in sample; made on first use, and taken up again where making it was interrupted. */
export async function openSampleWorkspace(
  context: ServiceContext,
  switchTo: SwitchWorkspace,
): Promise<CallOutput<'workspace.openSample'>> {
  const path = join(context.folders.data, 'sample.eosin')
  await switchTo(context, path, !existsSync(path))
  const workspace = context.workspace.require()
  if (workspace.settings.get(COMPLETE) === true) return { workspace: context.workspace.info(), job: null }
  context.workspace.markSynthetic()
  const job = context.jobs.start({
    kind: 'sample',
    title: 'Preparing the sample',
    unit: 'steps',
    total: 3 + EXPLAINED,
    lane: 'sample',
    work: (control) => makeSample(context, control),
  })
  return { workspace: context.workspace.info(), job }
}

async function makeSample(context: ServiceContext, control: JobControl): Promise<JobResult> {
  const workspace = context.workspace.require()
  const total = 3 + EXPLAINED
  const datasetId = await importBuiltIn(context, 'mnist1d', control)
  control.progress(1, total)
  const { path, title, classNames } = findBuiltInModel(builtInModels()[0]?.id ?? '')
  const model = await addModel(context.engine, workspace, { path, name: title, classNames })
  context.emit('workspace.changed', { what: 'models', modelId: model.id })
  control.progress(2, total)
  await finished(context, startPredictions(context, { datasetId, modelId: model.id }), control)
  control.progress(3, total)
  const samples = workspace.samples.list(datasetId).slice(0, EXPLAINED)
  for (const [index, sample] of samples.entries()) {
    const question = Question.parse({ method: 'sise' })
    await finished(
      context,
      await explain(context, { sampleId: sample.id, modelId: model.id, question }),
      control,
    )
    control.progress(4 + index, total)
  }
  workspace.settings.set(COMPLETE, true)
  return { datasetId, modelId: model.id }
}

/** A part of the work that is a job of its own: stopped with the whole, and its failure is the whole's. */
async function finished({ jobs }: ServiceContext, job: Job, { signal }: JobControl): Promise<void> {
  const stop = () => void jobs.stop(job.id, 'cancelled')
  signal.addEventListener('abort', stop, { once: true })
  const ended = await jobs.wait(job.id)
  signal.removeEventListener('abort', stop)
  signal.throwIfAborted()
  if (ended.error !== null) throw WorkbenchError.fromRecord(ended.error)
}
