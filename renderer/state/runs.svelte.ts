import type { Question, Run } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { MetricSummary, Score } from '#contract/evaluation.ts'
import type { Job } from '#contract/jobs.ts'
import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'
import type { Notices } from './notices.svelte.ts'

const RELOAD_DELAY_MS = 700

export interface StartRequest {
  readonly datasetId: number
  readonly modelId: number
  readonly questions: readonly Question[]
  readonly limit?: number
  readonly sampleIds?: number[]
}

/** A question that the program would not take, with its reason. */
export interface Refusal {
  readonly method: string
  readonly error: WorkbenchError
}

/** Runs over whole datasets and the scores of their maps. */
export class RunsState {
  readonly #client: Client
  readonly #jobs: Jobs
  readonly #notices: Notices
  #every = $state.raw<readonly Run[]>([])
  // Maps asked for one by one in the inspector are kept under runs of their own; they are no runs to a person.
  readonly #runs = $derived(
    this.#every.filter((run) => run.state !== 'interactive').toSorted((a, b) => b.id - a.id),
  )
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
  /** With those that collect the inspector's maps: what was measured there counts too. */
  get every(): readonly Run[] {
    return this.#every
  }
  get scores(): readonly Score[] {
    return this.#scores
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
      this.#every = runs
      this.#scores = scores
      this.#metrics = metrics
      this.#error = null
      this.#loaded = true
    } catch (thrown) {
      this.#error = this.#notices.report(thrown, 'Could not list the runs')
    }
  }

  /**
   * Starts a run for each question, together where there are several.
   * @returns what was refused, by method; null where nothing was started
   */
  async start(request: StartRequest): Promise<readonly Refusal[] | null> {
    let refused: Refusal[] = []
    const started = await this.#attempt('Could not start the run', async () => {
      refused = await this.#begin(request)
    })
    return started ? refused : null
  }

  async #begin({ questions, ...over }: StartRequest): Promise<Refusal[]> {
    const [question] = questions
    if (question !== undefined && questions.length === 1) {
      const { run, job } = await this.#client.call('runs.start', { ...over, question })
      this.#follow([run.id], job)
      return []
    }
    const { entries, job } = await this.#client.call('runs.startSeveral', {
      ...over,
      questions: [...questions],
    })
    this.#follow(
      entries.flatMap(({ run }) => (run === null ? [] : [run.id])),
      job,
    )
    return entries.flatMap(({ method, error }) =>
      error === null ? [] : [{ method, error: WorkbenchError.fromRecord(error) }],
    )
  }

  #follow(runIds: readonly number[], job: Job): void {
    for (const runId of runIds) this.#jobs.runJobs.set(runId, job.id)
    this.#jobs.note(job)
  }

  pause(runId: number): Promise<boolean> {
    return this.#attempt('Could not pause the run', () => this.#client.call('runs.pause', { runId }))
  }

  resume(runId: number): Promise<boolean> {
    return this.#attempt('Could not resume the run', async () => {
      const { job } = await this.#client.call('runs.resume', { runId })
      this.#follow([runId], job)
    })
  }

  /** Hides it; `restore` brings it back. What computes is stopped first. */
  delete(runId: number): Promise<boolean> {
    return this.#attempt('Could not delete the run', async () => {
      const state = this.#every.find(({ id }) => id === runId)?.state
      if (state === 'running' || state === 'queued') await this.#client.call('runs.pause', { runId })
      await this.#client.call('runs.delete', { runId })
    })
  }

  /** @throws WorkbenchError: whoever undoes says so */
  async restore(runId: number): Promise<void> {
    await this.#client.call('runs.restore', { runId })
    await this.load()
  }

  /** `controls`: the maps of the random and the edge control over the same samples are scored beside it. */
  score(runId: number, metric: string, params: Record<string, unknown>, controls = false): Promise<boolean> {
    return this.#attempt('Could not score the run', async () => {
      const { job } = await this.#client.call('scores.start', { runId, metric, params, controls })
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
