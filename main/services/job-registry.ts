import { randomUUID } from 'node:crypto'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job, JobState } from '#contract/jobs.ts'
import { MovingRate } from './rate.ts'

export type JobResult = NonNullable<Job['result']>

/** What a job's work is given. */
export interface JobControl {
  readonly jobId: string
  readonly signal: AbortSignal
  /** Never goes back; the registry sees to that, and to at most ten events a second. */
  progress(done: number, total: number): void
}

export interface JobRequest {
  readonly kind: Job['kind']
  readonly title: string
  readonly unit: string
  /** Finished before it began: a resumed run. */
  readonly done?: number
  readonly total?: number
  /** Jobs of one lane run one after the other, in the order they came. */
  readonly lane?: string
  readonly work: (control: JobControl) => Promise<JobResult>
  /** Called when it is stopped before its turn came. */
  readonly onStoppedWaiting?: (reason: StopReason) => void
}

export type StopReason = 'cancelled' | 'paused'

interface Entry {
  job: Job
  readonly rate: MovingRate
  readonly controller: AbortController
  reason: StopReason
  readonly settled: Promise<void>
  readonly settle: () => void
  emittedAt: number
  timer: NodeJS.Timeout | null
}

const KEPT = 50
const EVENT_INTERVAL_MS = 100
const ENDED: readonly JobState[] = ['done', 'failed', 'cancelled', 'paused']

/** Long work: its progress, its end, and how to stop it. */
export class JobRegistry {
  readonly #entries = new Map<string, Entry>()
  readonly #lanes = new Map<string, Promise<void>>()
  readonly #emit: (job: Job) => void
  readonly #now: () => number

  constructor(emit: (job: Job) => void, now: () => number = Date.now) {
    this.#emit = emit
    this.#now = now
  }

  start(request: JobRequest): Job {
    const entry = this.#newEntry(request)
    this.#entries.set(entry.job.id, entry)
    this.#forgetOld()
    const before = request.lane === undefined ? undefined : this.#lanes.get(request.lane)
    const turn = this.#perform(entry, request, before)
    if (request.lane !== undefined) this.#lanes.set(request.lane, turn)
    this.#announce(entry)
    return entry.job
  }

  /** A job with nothing to do: what it would have made was found. */
  finished(request: Pick<JobRequest, 'kind' | 'title' | 'unit' | 'total'> & { result: JobResult }): Job {
    const entry = this.#newEntry({ ...request, work: () => Promise.resolve(request.result) })
    this.#entries.set(entry.job.id, entry)
    this.#forgetOld()
    this.#end(entry, { state: 'done', result: request.result, done: entry.job.total })
    return entry.job
  }

  list(): Job[] {
    return [...this.#entries.values()].map((entry) => this.#snapshot(entry)).reverse()
  }

  /** Answers when the job has ended, however it did. */
  async wait(jobId: string): Promise<Job> {
    const entry = this.#entry(jobId)
    await entry.settled
    return entry.job
  }

  /** Answers when the work has stopped; a job that has ended stays as it is. */
  async stop(jobId: string, reason: StopReason): Promise<Job> {
    const entry = this.#entry(jobId)
    if (!ENDED.includes(entry.job.state)) {
      entry.reason = reason
      entry.controller.abort(new WorkbenchError('cancelled', `job ${reason}: ${entry.job.title}`))
    }
    await entry.settled
    return entry.job
  }

  async #perform(entry: Entry, request: JobRequest, before: Promise<void> | undefined): Promise<void> {
    if (before !== undefined) await Promise.race([before, aborted(entry.controller.signal)])
    try {
      if (entry.controller.signal.aborted) {
        request.onStoppedWaiting?.(entry.reason)
        this.#end(entry, { state: entry.reason })
      } else {
        entry.rate.add(this.#now(), entry.job.done)
        this.#change(entry, { state: 'running', startedAt: this.#now() })
        const result = await request.work(this.#control(entry))
        this.#end(entry, { state: 'done', result, done: entry.job.total })
      }
    } catch (thrown) {
      const error = WorkbenchError.from(thrown)
      if (error.code === 'cancelled') this.#end(entry, { state: entry.reason })
      else this.#end(entry, { state: 'failed', error: error.toRecord() })
    }
    // Who stops waiting for its turn must not let the next one pass whoever still works.
    await before
  }

  #control(entry: Entry): JobControl {
    return {
      jobId: entry.job.id,
      signal: entry.controller.signal,
      progress: (done, total) => this.#progress(entry, done, total),
    }
  }

  #progress(entry: Entry, done: number, total: number): void {
    if (entry.job.state !== 'running') return
    const further = Math.max(entry.job.done, Math.min(done, total))
    entry.job = { ...entry.job, done: further, total: Math.max(total, further) }
    entry.rate.add(this.#now(), further)
    const wait = entry.emittedAt + EVENT_INTERVAL_MS - this.#now()
    if (wait <= 0) this.#announce(entry)
    else entry.timer ??= setTimeout(() => this.#announce(entry), wait)
  }

  #change(entry: Entry, changes: Partial<Job>): void {
    entry.job = { ...entry.job, ...changes }
    this.#announce(entry)
  }

  #end(entry: Entry, changes: Partial<Job>): void {
    this.#change(entry, { ...changes, elapsedMs: this.#elapsed(entry.job), remainingMs: null })
    entry.settle()
  }

  #announce(entry: Entry): void {
    if (entry.timer !== null) clearTimeout(entry.timer)
    entry.timer = null
    entry.emittedAt = this.#now()
    entry.job = this.#snapshot(entry)
    this.#emit(entry.job)
  }

  #snapshot(entry: Entry): Job {
    const { job } = entry
    if (job.state !== 'running') return job
    return {
      ...job,
      elapsedMs: this.#elapsed(job),
      remainingMs: entry.rate.remainingMs(this.#now(), job.total),
    }
  }

  #elapsed(job: Job): number {
    return job.state === 'queued' ? 0 : Math.max(0, this.#now() - job.startedAt)
  }

  #newEntry(request: JobRequest): Entry {
    let settle = () => {}
    const settled = new Promise<void>((resolve) => (settle = resolve))
    return {
      job: {
        id: randomUUID(),
        kind: request.kind,
        title: request.title,
        state: 'queued',
        done: request.done ?? 0,
        total: request.total ?? 0,
        unit: request.unit,
        startedAt: this.#now(),
        elapsedMs: 0,
        remainingMs: null,
        result: null,
        error: null,
      },
      rate: new MovingRate(),
      controller: new AbortController(),
      reason: 'cancelled',
      settled,
      settle,
      emittedAt: 0,
      timer: null,
    }
  }

  #entry(jobId: string): Entry {
    const entry = this.#entries.get(jobId)
    if (entry !== undefined) return entry
    throw new WorkbenchError('unknown_job', `unknown job: ${jobId} (the last ${KEPT} are kept)`)
  }

  #forgetOld(): void {
    const ended = [...this.#entries.values()].filter((entry) => ENDED.includes(entry.job.state))
    for (const entry of ended.slice(0, Math.max(0, this.#entries.size - KEPT))) {
      this.#entries.delete(entry.job.id)
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
