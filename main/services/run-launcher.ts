import type { Run } from '#contract/attributions.ts'
import type { Job } from '#contract/jobs.ts'
import type { RunRecord } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import { methodTitle } from './method-question.ts'
import type { QuestionSetup } from './question-setup.ts'
import { executeRun } from './run-execution.ts'
import { toRun } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'

export interface StartedRun {
  readonly run: Run
  readonly job: Job
}

type Described = Pick<Job, 'title' | 'unit' | 'total'> & { readonly kind: 'run' }

/** Gives each run at most one job at a time, and puts the jobs into one queue. */
export class RunLauncher {
  readonly #context: ServiceContext
  /** Job ids by run and workspace. */
  readonly #jobs = new Map<string, string>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  /** The job that executes the run now, or will when its turn comes. */
  activeJob(workspace: Workspace, runId: number): Job | undefined {
    const jobId = this.#jobs.get(keyOf(workspace, runId))
    return this.#context.jobs
      .list()
      .find((job) => job.id === jobId && ['queued', 'running'].includes(job.state))
  }

  launch(setup: QuestionSetup, record: RunRecord): StartedRun {
    const { workspace, dataset } = setup
    const run = toRun(record, workspace)
    const running = this.activeJob(workspace, record.id)
    if (running !== undefined) return { run, job: running }
    const described: Described = {
      kind: 'run',
      title: `${methodTitle(record.method)} of ${dataset.name}`,
      unit: `${dataset.kind}s`,
      total: run.total,
    }
    const open = run.total - run.done - run.failed
    return open > 0 ? this.#enqueue(setup, run, described) : this.#finish(setup, record, described)
  }

  #enqueue(setup: QuestionSetup, run: Run, described: Described): StartedRun {
    const { workspace } = setup
    // The lease decides: a run that another process is executing keeps its state.
    if (!workspace.runs.leases.isHeld(run.id)) workspace.runs.setState(run.id, 'queued')
    const job = this.#context.jobs.start({
      ...described,
      done: run.done + run.failed,
      lane: 'runs',
      onStoppedWaiting: () => workspace.runs.setState(run.id, 'paused'),
      work: (control) => executeRun({ context: this.#context, setup, runId: run.id }, control),
    })
    this.#jobs.set(keyOf(workspace, run.id), job.id)
    return { run: toRun(workspace.runs.get(run.id), workspace), job }
  }

  #finish({ workspace, dataset }: QuestionSetup, record: RunRecord, described: Described): StartedRun {
    if (record.state !== 'done') workspace.runs.setState(record.id, 'done')
    const run = toRun(workspace.runs.get(record.id), workspace)
    const result = { runId: record.id, datasetId: dataset.id, failures: run.failed }
    return { run, job: this.#context.jobs.finished({ ...described, result }) }
  }
}

function keyOf(workspace: Workspace, runId: number): string {
  return `${runId} ${workspace.path}`
}
