import type { BackendChoice } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { ConsoleOutput } from './console-output.ts'
import { addData, checkPaths, type DataFlags } from './data-flags.ts'
import { EXIT } from './exit-code.ts'
import { duration } from './progress-line.ts'
import { checkMethod, toQuestion, type QuestionFlags } from './question-flags.ts'
import type { Session } from './session.ts'

export interface RunFlags extends DataFlags, QuestionFlags {
  readonly workspace: string
  readonly backend?: BackendChoice
  readonly limit?: number
}

/** Precomputes maps and stores them; called again, it goes on where it stopped. */
export async function runCommand(session: Session, flags: RunFlags, output: ConsoleOutput): Promise<number> {
  const startedAt = performance.now()
  checkPaths(flags)
  const method = await checkMethod(session, flags)
  await session.openWorkspace(flags.workspace, { create: true })
  const { dataset, model } = await addData(session, flags)
  const { backend, limit } = flags
  const { run, job } = await session.call('runs.start', {
    datasetId: dataset.id,
    modelId: model.id,
    question: toQuestion(flags, method, model),
    ...(backend === undefined ? {} : { backend }),
    ...(limit === undefined ? {} : { limit }),
  })
  session.keepWorkspace()
  const ended = await session.settle(job, () => session.call('runs.pause', { runId: run.id }))
  if (ended.error !== null) throw WorkbenchError.fromRecord({ ...ended.error, details: { runId: run.id } })
  const now = await session.call('runs.get', { runId: run.id })
  const durationMs = performance.now() - startedAt
  const { id: runId, state, done, total, failed } = now
  const facts = { runId, state, done, total, failed, resumed: run.done, computed: done - run.done }
  output.result({ ...facts, backend: now.backend, workspace: flags.workspace, durationMs }, [
    `run ${runId} ${state}: ${done} of ${total} maps (${run.done} found stored, ${failed} failed) in ${duration(durationMs)}`,
  ])
  return state === 'done' ? EXIT.ok : EXIT.failed
}
