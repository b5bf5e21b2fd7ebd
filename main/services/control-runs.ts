import type { CallOutput } from '#contract/calls.ts'
import { BackendChoice } from '#contract/common.ts'
import { Question } from '#contract/attributions.ts'
import type { JobControl } from './job-registry.ts'
import type { RunRecord } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import { chooseMethod, methodTitle } from './method-question.ts'
import { setUpQuestion } from './question-setup.ts'
import type { RunLauncher } from './run-launcher.ts'
import { makeRun } from './run-making.ts'
import { toRun } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'

/** Methods that have seen no model: what does not beat them says nothing. */
export const CONTROLS = ['random', 'edge'] as const
export type ControlMethod = (typeof CONTROLS)[number]

export function isControl({ method }: Pick<RunRecord, 'method'>): boolean {
  return CONTROLS.some((control) => control === method)
}

/** The controls that answer the same question as the run: same model, data, target, output and seed. */
export function findControls(workspace: Workspace, runId: number): CallOutput<'runs.controls'> {
  const record = workspace.runs.get(runId)
  return CONTROLS.map((method) => {
    const found = findControl(workspace, record, method)
    return { method, title: methodTitle(method), run: found ? toRun(found, workspace) : null }
  })
}

function findControl(workspace: Workspace, record: RunRecord, method: ControlMethod): RunRecord | undefined {
  const { modelId, datasetId, target, versus, output, seed } = record
  const params = chooseMethod(method).params.parse({})
  const known = { modelId, datasetId, method, params, target, versus, output, seed }
  // Controls see no model: maps of another backend are the same.
  const backends = [record.backend, ...BackendChoice.options]
  for (const backend of backends) {
    const run = workspace.runs.find({ ...known, backend, background: null })
    if (run !== undefined) return run
  }
  return undefined
}

/** The control run over the same samples, its maps computed where they are missing. */
export async function computeControl(
  context: ServiceContext,
  launcher: RunLauncher,
  { record, method, sampleIds }: { record: RunRecord; method: ControlMethod; sampleIds: readonly number[] },
  control: Pick<JobControl, 'jobId' | 'signal' | 'progress'>,
): Promise<number> {
  const workspace = context.workspace.require()
  const { target, versus, output, seed } = toRun(record, workspace)
  const known = findControl(workspace, record, method)
  const backend = BackendChoice.safeParse(known?.backend ?? record.backend)
  const { modelId, datasetId } = record
  const setup = await setUpQuestion(context, {
    modelId,
    datasetId,
    question: Question.parse({ method, target, versus, output, seed }),
    ...(backend.success && { backend: backend.data }),
  })
  const made = makeRun(setup, { datasetId, sampleIds })
  await launcher.executeWithin({ setup, ...made }, control)
  return made.record.id
}
