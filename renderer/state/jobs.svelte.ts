import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { Client } from '../client/client.ts'
import type { Notices } from './notices.svelte.ts'

const ACTIVE: readonly Job['state'][] = ['queued', 'running']

/** Work that goes on, as the status line shows it. */
export class Jobs {
  readonly #client: Client
  readonly #notices: Notices
  #jobs = $state.raw<ReadonlyMap<string, Job>>(new Map())
  readonly active = $derived([...this.#jobs.values()].filter((job) => ACTIVE.includes(job.state)))

  /** Runs that wait to be resumed. The same work, resumed, is another job. */
  readonly paused = $derived.by(() => {
    const all = [...this.#jobs.values()]
    const resumed = (job: Job) =>
      all.some(
        ({ kind, title, startedAt }) => kind === job.kind && title === job.title && startedAt > job.startedAt,
      )
    return all.filter((job) => job.state === 'paused' && !resumed(job))
  })

  constructor(client: Client, notices: Notices) {
    this.#client = client
    this.#notices = notices
    client.subscribe('job.changed', (job) => this.#onChange(job))
  }

  /** Job of each run that was started or resumed from this window. */
  readonly runJobs = new Map<number, string>()

  get(id: string): Job | undefined {
    return this.#jobs.get(id)
  }

  note(job: Job): void {
    const known = this.#jobs.get(job.id)
    // The reply of the starting call may arrive after the job's first events.
    if (known !== undefined && !ACTIVE.includes(known.state) && ACTIVE.includes(job.state)) return
    this.#jobs = new Map(this.#jobs).set(job.id, job)
  }

  #onChange(job: Job): void {
    const ended = this.#jobs.get(job.id)?.state === 'failed'
    this.note(job)
    // Nobody waits for these: whoever waits for the others says what went wrong.
    if (job.state === 'failed' && !ended && (job.kind === 'run' || job.kind === 'score')) {
      const record = job.error ?? { code: 'internal', message: 'failed without a reason' }
      this.#notices.report(WorkbenchError.fromRecord(record), job.title)
    }
  }

  async load(): Promise<void> {
    for (const job of await this.#client.call('jobs.list', {})) this.note(job)
  }

  async cancel(id: string): Promise<void> {
    try {
      this.note(await this.#client.call('jobs.cancel', { jobId: id }))
    } catch (thrown) {
      this.#notices.report(thrown, 'Could not cancel the work')
    }
  }
}
