import type { CallOutput, ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { findControls } from './control-runs.ts'
import type { HandlersOf } from './handlers.ts'
import { setUpQuestion } from './question-setup.ts'
import { compareRuns } from './run-comparison.ts'
import { logRun, readLog } from './run-log.ts'
import type { RunLauncher, RunRequest, StartedRun } from './run-launcher.ts'
import { makeRun } from './run-making.ts'
import { isInteractive, toRun } from './run-view.ts'
import { compareSamples, disagreement } from './sample-comparison.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpStoredRun } from './stored-run.ts'

/** Precomputed maps: one job at a time, each map durable as it arrives. */
export function runsHandlers(context: ServiceContext, launcher: RunLauncher): HandlersOf<'runs'> {
  return {
    'runs.start': async (request) => {
      const made = await setUpRun(context, request)
      return launcher.launch(made)
    },
    'runs.startSeveral': (request) => startSeveral(context, launcher, request),
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
      await launcher.pause(workspace, runId)
      return toRun(workspace.runs.get(runId), workspace)
    },
    'runs.resume': ({ runId }) => resume(context, launcher, runId),
    'runs.log': async ({ runId }) => readLog(context.workspace.require(), runId),
    'runs.delete': ({ runId }) => deleteRun(context, launcher, runId),
    'runs.restore': async ({ runId }) => {
      const workspace = context.workspace.require()
      workspace.runs.deletions.restore(runId)
      logRun(workspace, runId, { kind: 'restored', message: 'taken back' })
      announce(context, runId)
      return toRun(workspace.runs.get(runId), workspace)
    },
    'runs.compare': (request) => compareRuns(context, request),
    'runs.compareSamples': async (request) => compareSamples(context.workspace.require(), request),
    'runs.disagreement': (request) => disagreement(context, request),
    'runs.controls': async ({ runId }) => findControls(context.workspace.require(), runId),
  }
}

async function setUpRun(context: ServiceContext, request: ParsedInput<'runs.start'>): Promise<RunRequest> {
  const setup = await setUpQuestion(context, request)
  const made = makeRun(setup, request)
  announce(context, made.record.id)
  return { setup, ...made }
}

/** A question that is refused leaves the others alone. */
async function startSeveral(
  context: ServiceContext,
  launcher: RunLauncher,
  { questions, ...place }: ParsedInput<'runs.startSeveral'>,
): Promise<CallOutput<'runs.startSeveral'>> {
  const requests = new Map<number, RunRequest>()
  const made: (number | WorkbenchError)[] = []
  for (const question of questions) {
    try {
      const request = await setUpRun(context, { ...place, question })
      requests.set(request.record.id, request)
      made.push(request.record.id)
    } catch (thrown) {
      made.push(WorkbenchError.from(thrown))
    }
  }
  const [refused] = made.filter((one) => typeof one !== 'number')
  if (requests.size === 0 && refused !== undefined) throw refused
  const job = launcher.launchTogether([...requests.values()])
  const workspace = context.workspace.require()
  return {
    job,
    entries: made.map((one, index) => ({
      method: questions[index]?.method ?? '',
      run: typeof one === 'number' ? toRun(workspace.runs.get(one), workspace) : null,
      error: typeof one === 'number' ? null : { ...one.toRecord() },
    })),
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
  return launcher.launch({ setup, record, sampleIds: null })
}

/** Hides the run; it stops first where it is being executed. */
async function deleteRun(
  context: ServiceContext,
  launcher: RunLauncher,
  runId: number,
): Promise<Record<string, never>> {
  const workspace = context.workspace.require()
  workspace.runs.get(runId)
  await launcher.pause(workspace, runId)
  workspace.runs.deletions.delete(runId)
  logRun(workspace, runId, { kind: 'deleted', message: 'hidden with its maps and scores' })
  announce(context, runId)
  return {}
}

function announce(context: ServiceContext, runId: number): void {
  context.emit('workspace.changed', { what: 'runs', runId })
}
