import type { Run } from '#contract/attributions.ts'
import type { BackendChoice } from '#contract/common.ts'
import { WorkbenchError, type ErrorRecord } from '#contract/errors.ts'
import { backgroundOf } from './background-flags.ts'
import { table, type ConsoleOutput } from './console-output.ts'
import { addData, checkPaths, type DataFlags } from './data-flags.ts'
import { EXIT } from './exit-code.ts'
import { duration } from './progress-line.ts'
import { failureLines, failuresOf, type SampleFailure } from './run-failures.ts'
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
  /** Samples without a map, and why. */
  readonly failures: readonly SampleFailure[]
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
  const failures = await failuresOf(session, now)
  const isComplete = state === 'done' && madeSomething(now)
  return { method: now.method, run: now, resumed: run.done, isComplete, error, failures, durationMs }
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
      if (run === null)
        return { method, run, resumed: 0, isComplete: false, error, failures: [], durationMs: 0 }
      const now = await session.call('runs.get', { runId: run.id })
      const isOver = ended.state === 'done' || now.state === 'done'
      const own = now.error ?? (isOver || ended.error === null ? null : ended.error)
      const failures = await failuresOf(session, now)
      const isComplete = isOver && madeSomething(now)
      return { method, run: now, resumed: run.done, isComplete, error: own, failures, durationMs }
    }),
  )
}

/** Not every sample can be explained, but none at all is a failure. */
function madeSomething({ done, failed }: Run): boolean {
  return done > 0 || failed === 0
}

function asked({ backend, limit }: RunFlags): { backend?: BackendChoice; limit?: number } {
  return { ...(backend === undefined ? {} : { backend }), ...(limit === undefined ? {} : { limit }) }
}

function reportOne(ended: EndedRun, flags: RunFlags, durationMs: number, output: ConsoleOutput): void {
  const { runId, state, done, total, resumed, failed } = factsOf(ended)
  const row = rowOf(ended)
  output.result(
    // As of several, so that a reader of `runs` needs no two ways.
    { ...row, runs: [row], workspace: flags.workspace, durationMs },
    [
      `run ${runId} ${state}: ${done} of ${total} maps (${resumed} found stored, ${failed} failed) in ${duration(durationMs)}`,
      ...failureLines(ended.failures),
    ],
  )
}

function rowOf(ended: EndedRun): object {
  const { method, run, failures, error, durationMs } = ended
  return { method, ...factsOf(ended), backend: run?.backend ?? null, failures, error, durationMs }
}

function reportAll(
  all: readonly EndedRun[],
  { workspace }: RunFlags,
  durationMs: number,
  output: ConsoleOutput,
): void {
  const rows = all.map((ended) => ({ method: ended.method, ...factsOf(ended) }))
  for (const { method, error } of all) if (error !== null) output.note(`${method}: ${error.message}`)
  output.result({ runs: all.map(rowOf), workspace, durationMs }, [
    ...table([
      ['method', 'run', 'state', 'maps', 'of', 'found stored', 'failed'],
      ...rows.map((run) => [run.method, run.runId, run.state, run.done, run.total, run.resumed, run.failed]),
    ]),
    ...failureLines(all.flatMap(({ failures }) => failures)),
  ])
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
