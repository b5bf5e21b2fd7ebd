import type { Run } from '#contract/attributions.ts'
import type { ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { RunRecord, RunSelection } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import { commandText } from './command-text.ts'
import type { HandlersOf } from './handlers.ts'
import { provenanceOf } from './provenance.ts'
import { setUpQuestion, type QuestionSetup } from './question-setup.ts'
import { executeRun } from './run-execution.ts'
import { isInteractive, toRun } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpStoredRun } from './stored-run.ts'

type StartRequest = ParsedInput<'runs.start'>
interface Started {
  readonly run: Run
  readonly job: Job
}

/** Precomputed maps: one run at a time, each map durable as it arrives. */
export function runsHandlers(context: ServiceContext): HandlersOf<'runs'> {
  /** Jobs of runs that have not ended, by run. */
  const active = new Map<string, string>()

  const keyOf = (workspace: Workspace, runId: number): string => `${runId} ${workspace.path}`

  function activeJob(workspace: Workspace, runId: number): Job | undefined {
    const jobId = active.get(keyOf(workspace, runId))
    return context.jobs.list().find((job) => job.id === jobId && ['queued', 'running'].includes(job.state))
  }

  function launch(setup: QuestionSetup, record: RunRecord): Started {
    const { workspace } = setup
    const running = activeJob(workspace, record.id)
    const run = toRun(record, workspace)
    if (running !== undefined) return { run, job: running }
    const described = {
      kind: 'run',
      title: `${record.method} of ${setup.dataset.name}`,
      unit: `${setup.dataset.kind}s`,
      total: run.total,
    } as const
    if (run.done + run.failed >= run.total) return finish(setup, record, described)
    // The lease decides: a run that another process is executing keeps its state.
    if (!workspace.runs.leases.isHeld(record.id)) workspace.runs.setState(record.id, 'queued')
    const job = context.jobs.start({
      ...described,
      done: run.done + run.failed,
      lane: 'runs',
      onStoppedWaiting: () => workspace.runs.setState(record.id, 'paused'),
      work: (control) => executeRun({ context, setup, runId: record.id }, control),
    })
    active.set(keyOf(workspace, record.id), job.id)
    return { run: toRun(workspace.runs.get(record.id), workspace), job }
  }

  function finish(
    { workspace, dataset }: QuestionSetup,
    record: RunRecord,
    described: { kind: 'run'; title: string; unit: string; total: number },
  ): Started {
    if (record.state !== 'done') workspace.runs.setState(record.id, 'done')
    const run = toRun(workspace.runs.get(record.id), workspace)
    const result = { runId: record.id, datasetId: dataset.id, failures: run.failed }
    return { run, job: context.jobs.finished({ ...described, result }) }
  }

  async function pause(runId: number): Promise<Run> {
    const workspace = context.workspace.require()
    workspace.runs.get(runId)
    const job = activeJob(workspace, runId)
    if (job !== undefined) await context.jobs.stop(job.id, 'paused')
    return toRun(workspace.runs.get(runId), workspace)
  }

  async function resume(runId: number): Promise<Started> {
    const workspace = context.workspace.require()
    const record = workspace.runs.get(runId)
    if (isInteractive(record)) {
      throw new WorkbenchError(
        'invalid_input',
        `run cannot be resumed: ${runId} (its maps were asked one by one)`,
      )
    }
    const setup = await setUpStoredRun(context, record)
    if (activeJob(workspace, runId) === undefined) workspace.maps.failures.clearAll(runId)
    return launch(setup, record)
  }

  return {
    'runs.start': async (request) => {
      const setup = await setUpQuestion(context, request)
      const record = findOrCreate(setup, request)
      context.emit('workspace.changed', { what: 'runs', runId: record.id })
      return launch(setup, record)
    },
    'runs.list': async () => {
      const workspace = context.workspace.require()
      return workspace.runs.list().map((record) => toRun(record, workspace))
    },
    'runs.get': async ({ runId }) => {
      const workspace = context.workspace.require()
      return toRun(workspace.runs.get(runId), workspace)
    },
    'runs.pause': ({ runId }) => pause(runId),
    'runs.resume': ({ runId }) => resume(runId),
  }
}

function findOrCreate(setup: QuestionSetup, request: StartRequest): RunRecord {
  const { workspace, model, dataset, question, backend, definition } = setup
  const selection = selectionOf(workspace, request)
  const commandLine = commandText({
    command: 'run',
    workspace: workspace.path,
    model: model.location,
    data: dataset.location,
    question,
    backend: backend.id,
    limit: request.limit,
  })
  const provenance = provenanceOf({ model, dataset, backend, question, commandLine })
  return workspace.runs.findOrCreate({ ...definition, selection }, provenance).run
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
