import type { Run } from '#contract/attributions.ts'
import type { Job } from '#contract/jobs.ts'
import type { RunRecord } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import type { JobControl, JobRequest } from './job-registry.ts'
import { methodTitle } from './method-question.ts'
import type { QuestionSetup } from './question-setup.ts'
import { executeRuns, resultOf } from './run-execution.ts'
import { RunMember } from './run-member.ts'
import { RunScope } from './run-scope.ts'
import { openSamples, scopeSize } from './run-state.ts'
import { toRun } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'

export interface StartedRun {
  readonly run: Run
  readonly job: Job
}

export interface RunRequest {
  readonly setup: QuestionSetup
  readonly record: RunRecord
  /** Samples to compute now; null: all that the run covers. */
  readonly sampleIds: readonly number[] | null
}

interface ActiveRun {
  readonly jobId: string
  readonly member: RunMember
  /** Those that the job executes together. */
  readonly group: readonly RunMember[]
}

/** Gives each run at most one job at a time, and puts the jobs into one queue. */
export class RunLauncher {
  readonly #context: ServiceContext
  /** By run and workspace. */
  readonly #active = new Map<string, ActiveRun>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  /** The job that executes the run now, or will when its turn comes. */
  activeJob(workspace: Workspace, runId: number): Job | undefined {
    const active = this.#active.get(keyOf(workspace, runId))
    if (active === undefined || active.member.hasEnded) return undefined
    return this.#context.jobs
      .list()
      .find((job) => job.id === active.jobId && ['queued', 'running'].includes(job.state))
  }

  launch(request: RunRequest): StartedRun {
    const { setup, record } = request
    const job = this.launchTogether([request])
    return { run: toRun(setup.workspace.runs.get(record.id), setup.workspace), job }
  }

  /** One job for all of them; a run that has a job keeps that, and is asked for more there. */
  launchTogether(requests: readonly RunRequest[]): Job {
    const running = requests.map((request) => this.#extend(request))
    const idle = requests.filter((_, index) => running[index] === undefined)
    const members = idle.map(
      ({ setup, record, sampleIds }) => new RunMember(setup, record.id, new RunScope(sampleIds)),
    )
    const open = members.filter((member) => openSamples(member).length > 0)
    for (const member of members) if (!open.includes(member)) settleState(member)
    if (open.length > 0) return this.#enqueue(open)
    return running.find((job) => job !== undefined) ?? this.#finished(members)
  }

  /** Executes the run within another job, whose control it is given. */
  async executeWithin(
    { setup, record, sampleIds }: RunRequest,
    control: Pick<JobControl, 'jobId' | 'signal' | 'progress'>,
  ): Promise<void> {
    const active = this.activeJob(setup.workspace, record.id)
    if (active !== undefined) {
      await this.#context.jobs.wait(active.id)
      control.signal.throwIfAborted()
    }
    const member = new RunMember(setup, record.id, new RunScope(sampleIds))
    if (openSamples(member).length === 0) return
    this.#remember([member], control.jobId)
    await executeRuns(this.#context, [member], control)
  }

  /** Answers when the work on the run has stopped; others of its job go on. */
  async pause(workspace: Workspace, runId: number): Promise<void> {
    const active = this.#active.get(keyOf(workspace, runId))
    const job = this.activeJob(workspace, runId)
    if (active === undefined || job === undefined) return
    const { member, group } = active
    const isLast = group.every((other) => other === member || other.hasEnded)
    if (isLast) await this.#context.jobs.stop(job.id, 'paused')
    else if (job.state === 'running') await member.leave()
    else {
      workspace.runs.setState(runId, 'paused')
      member.end()
    }
  }

  #extend({ setup, record, sampleIds }: RunRequest): Job | undefined {
    const job = this.activeJob(setup.workspace, record.id)
    if (job !== undefined) this.#active.get(keyOf(setup.workspace, record.id))?.member.scope.extend(sampleIds)
    return job
  }

  #enqueue(members: readonly RunMember[]): Job {
    const setQueued = ({ setup, runId }: RunMember): void => {
      const { runs } = setup.workspace
      // The lease decides: a run that another process is executing keeps its state.
      if (!runs.leases.isHeld(runId)) runs.setState(runId, 'queued')
    }
    members.forEach(setQueued)
    const total = members.reduce((count, member) => count + scopeSize(member), 0)
    const open = members.reduce((count, member) => count + openSamples(member).length, 0)
    const job = this.#context.jobs.start({
      ...describe(members),
      total,
      done: total - open,
      lane: 'runs',
      onStoppedWaiting: () => {
        for (const { setup, runId, hasEnded } of members)
          if (!hasEnded) setup.workspace.runs.setState(runId, 'paused')
      },
      work: (control) => executeRuns(this.#context, members, control),
    })
    this.#remember(members, job.id)
    return job
  }

  #remember(members: readonly RunMember[], jobId: string): void {
    for (const member of members) {
      this.#active.set(keyOf(member.setup.workspace, member.runId), { jobId, member, group: members })
    }
  }

  #finished(members: readonly RunMember[]): Job {
    const total = members.reduce((count, member) => count + scopeSize(member), 0)
    return this.#context.jobs.finished({ ...describe(members), total, result: resultOf(members) })
  }
}

/** Nothing to compute: the run is done, or waits with what was not asked for now. */
function settleState({ setup, runId }: RunMember): void {
  const { runs } = setup.workspace
  const isWhole = runs.pendingSamples(runId, 1).length === 0
  const { state } = runs.get(runId)
  if (isWhole && state !== 'done') runs.setState(runId, 'done')
  if (!isWhole && state === 'queued') runs.setState(runId, 'paused')
}

function describe(members: readonly RunMember[]): Pick<JobRequest, 'title' | 'unit'> & { kind: 'run' } {
  const [first] = members
  const titles = members.map(({ setup }) => methodTitle(setup.question.method))
  const what = titles.length <= 3 ? titles.join(', ') : `${titles.length} methods`
  const { name = '', kind = 'map' } = first?.setup.dataset ?? {}
  return { kind: 'run', title: `${what} of ${name}`, unit: members.length > 1 ? 'maps' : `${kind}s` }
}

function keyOf(workspace: Workspace, runId: number): string {
  return `${runId} ${workspace.path}`
}
