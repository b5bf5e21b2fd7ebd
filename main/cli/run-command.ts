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
  readonly method: string
  /** As it is now; null where the question was refused. */
  readonly run: Run | null
  /** Maps that were there before. */
  readonly resumed: number
  /** Everything that was asked for now is there. */
  readonly isComplete: boolean
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
  const [question] = questions
  if (questions.length === 1 && question !== undefined) {
    const only = await performRun(session, flags, ids, question)
    if (only.error !== null)
      throw WorkbenchError.fromRecord({ ...only.error, details: { runId: only.run?.id } })
    reportOne(only, flags, performance.now() - startedAt, output)
    return only.isComplete ? EXIT.ok : EXIT.failed
  }
  const ended = await performTogether(session, flags, ids, questions)
  reportAll(ended, flags, performance.now() - startedAt, output)
  return ended.every(({ isComplete }) => isComplete) ? EXIT.ok : EXIT.failed
}

async function performRun(
  session: Session,
  flags: RunFlags,
  ids: Started,
  question: Question,
): Promise<EndedRun> {
  const startedAt = performance.now()
  const { run, job } = await session.call('runs.start', { ...ids, question, ...asked(flags) })
  session.keepWorkspace()
  const { error, state } = await session.settle(job, () => session.call('runs.pause', { runId: run.id }))
  const durationMs = performance.now() - startedAt
  const now = await session.call('runs.get', { runId: run.id })
  return { method: now.method, run: now, resumed: run.done, isComplete: state === 'done', error, durationMs }
}

/** Tile by tile for all methods, so that they share their forward passes; a method that is refused leaves the others alone. */
async function performTogether(
  session: Session,
  flags: RunFlags,
  ids: Started,
  questions: readonly Question[],
): Promise<EndedRun[]> {
  const startedAt = performance.now()
  const request = { ...ids, questions: [...questions], ...asked(flags) }
  const { entries, job } = await session.call('runs.startSeveral', request)
  session.keepWorkspace()
  const ended = await session.settle(job)
  const durationMs = performance.now() - startedAt
  return Promise.all(
    entries.map(async ({ method, run, error }): Promise<EndedRun> => {
      if (run === null) return { method, run, resumed: 0, isComplete: false, error, durationMs: 0 }
      const now = await session.call('runs.get', { runId: run.id })
      const isComplete = ended.state === 'done' || now.state === 'done'
      const own = now.error ?? (isComplete || ended.error === null ? null : ended.error)
      return { method, run: now, resumed: run.done, isComplete, error: own, durationMs }
    }),
  )
}

function asked({ backend, limit }: RunFlags): { backend?: BackendChoice; limit?: number } {
  return { ...(backend === undefined ? {} : { backend }), ...(limit === undefined ? {} : { limit }) }
}

function reportOne(ended: EndedRun, flags: RunFlags, durationMs: number, output: ConsoleOutput): void {
  const { runId, state, done, total, resumed, failed } = factsOf(ended)
  output.result(
    {
      ...factsOf(ended),
      backend: ended.run?.backend ?? null,
      workspace: flags.workspace,
      durationMs,
    },
    [
      `run ${runId} ${state}: ${done} of ${total} maps (${resumed} found stored, ${failed} failed) in ${duration(durationMs)}`,
    ],
  )
}

function reportAll(
  all: readonly EndedRun[],
  { workspace }: RunFlags,
  durationMs: number,
  output: ConsoleOutput,
): void {
  const runs = all.map((ended) => ({
    method: ended.method,
    ...factsOf(ended),
    backend: ended.run?.backend ?? null,
    durationMs: ended.durationMs,
    error: ended.error,
  }))
  for (const { method, error } of runs) if (error !== null) output.note(`${method}: ${error.message}`)
  output.result(
    { runs, workspace, durationMs },
    table([
      ['method', 'run', 'state', 'maps', 'of', 'found stored', 'failed'],
      ...runs.map((run) => [run.method, run.runId, run.state, run.done, run.total, run.resumed, run.failed]),
    ]),
  )
  if (!output.json) output.note(`in ${duration(durationMs)}`)
}

interface RunFacts {
  readonly runId: number | null
  /** `refused`: nothing was stored. */
  readonly state: Run['state'] | 'refused'
  readonly done: number
  readonly total: number
  readonly failed: number
  readonly resumed: number
  readonly computed: number
}

function factsOf({ run, resumed }: EndedRun): RunFacts {
  if (run === null) {
    return { runId: null, state: 'refused', done: 0, total: 0, failed: 0, resumed: 0, computed: 0 }
  }
  const { id: runId, state, done, total, failed } = run
  return { runId, state, done, total, failed, resumed, computed: done - resumed }
}
