import type { Question } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { MapPartial } from '#contract/inspection.ts'
import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'

/** One map being computed: its job while it goes on, its error if it fails. Shown beside the button that asked. */
export class Explanation {
  readonly #client: Client
  readonly #jobs: Jobs
  #jobId = $state<string | null>(null)
  #asking = $state(false)
  #cancelled = false
  #error = $state.raw<WorkbenchError | null>(null)
  #partial = $state.raw<MapPartial | null>(null)
  readonly job = $derived.by(() => (this.#jobId === null ? undefined : this.#jobs.get(this.#jobId)))

  constructor(client: Client, jobs: Jobs) {
    this.#client = client
    this.#jobs = jobs
    client.subscribe('map.partial', (partial) => {
      if (partial.jobId === this.#jobId && !this.#cancelled) this.#partial = partial
    })
  }

  get busy(): boolean {
    return this.#asking
  }
  get error(): WorkbenchError | null {
    return this.#error
  }

  /** The map of the sample as it is so far, of methods that converge; null before the first, and when it is done. */
  partialOf(sampleId: number | undefined): MapPartial | null {
    return this.#partial?.sampleId === sampleId ? this.#partial : null
  }

  /** @returns the id of the stored map; null when cancelled or failed */
  async ask(request: { sampleId: number; modelId: number; question: Question }): Promise<number | null> {
    this.#asking = true
    this.#cancelled = false
    this.#error = null
    try {
      const { job } = await this.#client.call('attributions.explain', request)
      this.#jobs.note(job)
      this.#jobId = job.id
      const ended = await this.#client.wait(job)
      this.#jobs.note(ended)
      return ended.state === 'done' ? (ended.result?.mapId ?? null) : null
    } catch (thrown) {
      const error = WorkbenchError.from(thrown)
      if (error.code !== 'cancelled') this.#error = error
      return null
    } finally {
      this.#asking = false
      this.#jobId = null
      this.#partial = null
    }
  }

  async cancel(): Promise<void> {
    if (this.#jobId === null) return
    this.#cancelled = true
    this.#partial = null
    await this.#jobs.cancel(this.#jobId)
  }

  forget(): void {
    this.#error = null
  }
}
