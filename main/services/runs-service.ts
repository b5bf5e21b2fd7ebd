import type { ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { RunRecord, RunSelection } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import { commandText } from './command-text.ts'
import type { HandlersOf } from './handlers.ts'
import { provenanceOf } from './provenance.ts'
import { setUpQuestion, type QuestionSetup } from './question-setup.ts'
import { notYet } from './not-yet.ts'
import { compareRuns } from './run-comparison.ts'
import { RunLauncher, type StartedRun } from './run-launcher.ts'
import { isInteractive, toRun } from './run-view.ts'
import { compareSamples, disagreement } from './sample-comparison.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpStoredRun } from './stored-run.ts'

type StartRequest = ParsedInput<'runs.start'>

/** Precomputed maps: one run at a time, each map durable as it arrives. */
export function runsHandlers(context: ServiceContext): HandlersOf<'runs'> {
  const launcher = new RunLauncher(context)
  return {
    'runs.start': async (request) => {
      const setup = await setUpQuestion(context, request)
      const record = findOrCreate(setup, request)
      context.emit('workspace.changed', { what: 'runs', runId: record.id })
      return launcher.launch(setup, record)
    },
    'runs.list': async () => {
      const workspace = context.workspace.require()
      return workspace.runs.list().map((record) => toRun(record, workspace))
    },
    'runs.get': async ({ runId }) => {
      const workspace = context.workspace.require()
      return toRun(workspace.runs.get(runId), workspace)
    },
    'runs.pause': async ({ runId }) => {
      const workspace = context.workspace.require()
      workspace.runs.get(runId)
      const job = launcher.activeJob(workspace, runId)
      if (job !== undefined) await context.jobs.stop(job.id, 'paused')
      return toRun(workspace.runs.get(runId), workspace)
    },
    'runs.resume': ({ runId }) => resume(context, launcher, runId),
    'runs.startSeveral': () => notYet('runs.startSeveral'),
    'runs.log': () => notYet('runs.log'),
    'runs.delete': () => notYet('runs.delete'),
    'runs.restore': () => notYet('runs.restore'),
    'runs.compare': (request) => compareRuns(context, request),
    'runs.compareSamples': async (request) => compareSamples(context.workspace.require(), request),
    'runs.disagreement': (request) => disagreement(context, request),
    'runs.controls': () => notYet('runs.controls'),
  }
}

/** As `start`, for a run that is there; samples that failed are tried again. */
async function resume(context: ServiceContext, launcher: RunLauncher, runId: number): Promise<StartedRun> {
  const workspace = context.workspace.require()
  const record = workspace.runs.get(runId)
  if (isInteractive(record)) {
    throw new WorkbenchError(
      'invalid_input',
      `run cannot be resumed: ${runId} (its maps were asked one by one)`,
    )
  }
  const setup = await setUpStoredRun(context, record)
  if (launcher.activeJob(workspace, runId) === undefined) workspace.maps.failures.clearAll(runId)
  return launcher.launch(setup, record)
}

function findOrCreate(setup: QuestionSetup, request: StartRequest): RunRecord {
  const { workspace, model, dataset, question, backend, definition } = setup
  const selection = selectionOf(workspace, request)
  const commandLine = commandText({
    command: 'run',
    workspace,
    model: model.location,
    data: dataset.location,
    question,
    backend: backend.id,
    limit: request.limit,
  })
  const provenance = provenanceOf({ model, dataset, backend, question, commandLine })
  const { run, grown } = workspace.runs.findOrCreate({ ...definition, selection }, provenance)
  // The versions stay those that it began with; the command is the one that covers all of it.
  if (grown) workspace.runs.setProvenance(run.id, { ...toRun(run, workspace).provenance, commandLine })
  if (isInteractive(run)) workspace.runs.setState(run.id, 'queued')
  return workspace.runs.get(run.id)
}

function selectionOf(workspace: Workspace, { sampleIds, limit, datasetId }: StartRequest): RunSelection {
  if (sampleIds === undefined) return limit === undefined ? { kind: 'all' } : { kind: 'first', count: limit }
  if (sampleIds.length === 0) {
    throw new WorkbenchError('invalid_input', 'invalid sampleIds: [] (must name at least one sample)')
  }
  const known = new Set(workspace.samples.list(datasetId).map((sample) => sample.id))
  const foreign = sampleIds.find((id) => !known.has(id))
  if (foreign !== undefined) {
    throw new WorkbenchError('unknown_sample', `unknown sample: ${foreign} (must be in dataset ${datasetId})`)
  }
  const ids = [...new Set(sampleIds)].sort((a, b) => a - b).slice(0, limit)
  return { kind: 'samples', sampleIds: ids }
}
