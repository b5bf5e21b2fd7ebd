import type { Run } from '#contract/attributions.ts'
import type { BackendChoice } from '#contract/common.ts'
import { WorkbenchError, type ErrorRecord } from '#contract/errors.ts'
import { backgroundOf } from './background-flags.ts'
import { table, type ConsoleOutput } from './console-output.ts'
import { addData, checkPaths, type DataFlags } from './data-flags.ts'
import { EXIT } from './exit-code.ts'
import { duration } from './progress-line.ts'
import { checkMethods, toQuestion, type AskedMethod, type QuestionFlags } from './question-flags.ts'
import type { Session } from './session.ts'

export interface RunFlags extends DataFlags, QuestionFlags {
  readonly method: readonly string[]
  readonly workspace: string
  readonly backend?: BackendChoice
  readonly limit?: number
}

type Question = ReturnType<typeof toQuestion>

interface EndedRun {
  /** As it is now. */
  readonly run: Run
  /** Maps that were there before. */
  readonly resumed: number
  readonly error: ErrorRecord | null
  readonly durationMs: number
}

interface Started {
  readonly datasetId: number
  readonly modelId: number
}

/** Precomputes maps and stores them, method after method; called again, it goes on where it stopped. */
export async function runCommand(session: Session, flags: RunFlags, output: ConsoleOutput): Promise<number> {
  const startedAt = performance.now()
  checkPaths(flags)
  if (flags.background !== undefined) checkPaths({ data: flags.background })
  const asked = await checkMethods(session, flags, flags.method)
  await session.openWorkspace(flags.workspace, { create: true })
  const added = await addData(session, flags)
  const ids = { datasetId: added.dataset.id, modelId: added.model.id }
  const background = await backgroundOf(
    session,
    flags,
    asked.map(({ method }) => method),
    added,
  )
  const questions = asked.map((one: AskedMethod) => toQuestion(flags, one, added.model, background))
  const ended: EndedRun[] = []
  for (const question of questions) {
    if (session.interrupted.aborted) break
    const one = await performRun(session, flags, ids, question)
    if (one.error !== null && questions.length === 1) {
      throw WorkbenchError.fromRecord({ ...one.error, details: { runId: one.run.id } })
    }
    ended.push(one)
  }
  const durationMs = performance.now() - startedAt
  const [only] = ended
  if (questions.length === 1 && only !== undefined) reportOne(only, flags, durationMs, output)
  else reportAll(ended, flags, durationMs, output)
  const isDone = ended.length === questions.length && ended.every(({ run }) => run.state === 'done')
  return isDone ? EXIT.ok : EXIT.failed
}

async function performRun(
  session: Session,
  { backend, limit }: RunFlags,
  ids: Started,
  question: Question,
): Promise<EndedRun> {
  const startedAt = performance.now()
  const { run, job } = await session.call('runs.start', {
    ...ids,
    question,
    ...(backend === undefined ? {} : { backend }),
    ...(limit === undefined ? {} : { limit }),
  })
  session.keepWorkspace()
  const { error } = await session.settle(job, () => session.call('runs.pause', { runId: run.id }))
  const now = await session.call('runs.get', { runId: run.id })
  return { run: now, resumed: run.done, error, durationMs: performance.now() - startedAt }
}

function reportOne(ended: EndedRun, flags: RunFlags, durationMs: number, output: ConsoleOutput): void {
  const { run, resumed } = ended
  const { id, state, done, total, failed, backend } = run
  output.result({ ...factsOf(ended), backend, workspace: flags.workspace, durationMs }, [
    `run ${id} ${state}: ${done} of ${total} maps (${resumed} found stored, ${failed} failed) in ${duration(durationMs)}`,
  ])
}

function reportAll(
  all: readonly EndedRun[],
  { workspace }: RunFlags,
  durationMs: number,
  output: ConsoleOutput,
): void {
  const runs = all.map((ended) => ({
    method: ended.run.method,
    ...factsOf(ended),
    backend: ended.run.backend,
    durationMs: ended.durationMs,
    error: ended.error,
  }))
  for (const { method, error } of runs) if (error !== null) output.note(`${method}: ${error.message}`)
  output.result(
    { runs, workspace, durationMs },
    table([
      ['method', 'run', 'state', 'maps', 'of', 'found stored', 'failed', 'time'],
      ...runs.map((run) => [
        run.method,
        run.runId,
        run.state,
        run.done,
        run.total,
        run.resumed,
        run.failed,
        duration(run.durationMs),
      ]),
    ]),
  )
}

function factsOf({ run, resumed }: EndedRun): Record<
  'runId' | 'done' | 'total' | 'failed' | 'resumed' | 'computed',
  number
> & {
  state: Run['state']
} {
  const { id: runId, state, done, total, failed } = run
  return { runId, state, done, total, failed, resumed, computed: done - resumed }
}
