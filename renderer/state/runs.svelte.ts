import type { Question, Run } from '#contract/attributions.ts'
import type { WorkbenchError } from '#contract/errors.ts'
import type { MetricSummary, Score } from '#contract/evaluation.ts'
import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'
import type { Notices } from './notices.svelte.ts'

const RELOAD_DELAY_MS = 700

/** Runs over whole datasets and the scores of their maps. */
export class RunsState {
  readonly #client: Client
  readonly #jobs: Jobs
  readonly #notices: Notices
  #runs = $state.raw<readonly Run[]>([])
  #scores = $state.raw<readonly Score[]>([])
  #metrics = $state.raw<readonly MetricSummary[]>([])
  #loaded = $state(false)
  #error = $state.raw<WorkbenchError | null>(null)
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(client: Client, jobs: Jobs, notices: Notices) {
    this.#client = client
    this.#jobs = jobs
    this.#notices = notices
    client.subscribe('workspace.changed', ({ what }) => {
      if (this.#loaded && (what === 'runs' || what === 'maps' || what === 'scores')) this.#reloadSoon()
    })
  }

  get runs(): readonly Run[] {
    return this.#runs
  }
  get metrics(): readonly MetricSummary[] {
    return this.#metrics
  }
  get loaded(): boolean {
    return this.#loaded
  }
  get error(): WorkbenchError | null {
    return this.#error
  }

  scoresOf(runId: number): readonly Score[] {
    return this.#scores.filter((score) => score.runId === runId)
  }

  async load(): Promise<void> {
    try {
      const [runs, scores, metrics] = await Promise.all([
        this.#client.call('runs.list', {}),
        this.#client.call('scores.list', {}),
        this.#client.call('metrics.list', {}),
      ])
      // Maps asked for one by one in the inspector are kept under runs of their own; they are no runs to a person.
      this.#runs = runs.filter((run) => run.state !== 'interactive').toSorted((a, b) => b.id - a.id)
      this.#scores = scores
      this.#metrics = metrics
      this.#error = null
      this.#loaded = true
    } catch (thrown) {
      this.#error = this.#notices.report(thrown, 'Could not list the runs')
    }
  }

  start(request: {
    datasetId: number
    modelId: number
    question: Question
    limit?: number
  }): Promise<boolean> {
    return this.#attempt('Could not start the run', async () => {
      const { run, job } = await this.#client.call('runs.start', request)
      this.#jobs.runJobs.set(run.id, job.id)
      this.#jobs.note(job)
    })
  }

  pause(runId: number): Promise<boolean> {
    return this.#attempt('Could not pause the run', () => this.#client.call('runs.pause', { runId }))
  }

  resume(runId: number): Promise<boolean> {
    return this.#attempt('Could not resume the run', async () => {
      const { job } = await this.#client.call('runs.resume', { runId })
      this.#jobs.runJobs.set(runId, job.id)
      this.#jobs.note(job)
    })
  }

  score(runId: number, metric: string, params: Record<string, unknown>): Promise<boolean> {
    return this.#attempt('Could not score the run', async () => {
      const { job } = await this.#client.call('scores.start', { runId, metric, params })
      this.#jobs.note(job)
    })
  }

  async #attempt(action: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      await this.load()
      return true
    } catch (thrown) {
      this.#notices.report(thrown, action)
      return false
    }
  }

  #reloadSoon(): void {
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.load()
    }, RELOAD_DELAY_MS)
  }
}
