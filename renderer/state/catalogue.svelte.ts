import { WorkbenchError } from '#contract/errors.ts'
import type { CataloguedDataset } from '#contract/workspace.ts'
import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'

/** Published datasets: what there is, what of it is on this machine, and the one that is being fetched. */
export class CatalogueState {
  readonly #client: Client
  readonly #jobs: Jobs
  #list = $state.raw<readonly CataloguedDataset[] | null>(null)
  #fetching = $state<string | null>(null)
  #jobId = $state<string | null>(null)
  #failed = $state.raw<{ readonly id: string; readonly error: WorkbenchError } | null>(null)
  /** Also one that was begun before this window was opened. */
  readonly job = $derived.by(
    () =>
      (this.#jobId === null ? undefined : this.#jobs.get(this.#jobId)) ??
      this.#jobs.active.find(({ kind }) => kind === 'download'),
  )

  constructor(client: Client, jobs: Jobs) {
    this.#client = client
    this.#jobs = jobs
  }

  get list(): readonly CataloguedDataset[] | null {
    return this.#list
  }
  get fetching(): string | null {
    return this.#fetching
  }
  get failed(): { readonly id: string; readonly error: WorkbenchError } | null {
    return this.#failed
  }

  /** @throws WorkbenchError */
  async load(): Promise<void> {
    this.#list = await this.#client.call('datasets.catalogue', {})
  }

  /** From the network, or from an archive that the person brought. What was received is kept when it ends early. */
  async fetch(id: string, archive?: string): Promise<void> {
    if (this.#fetching !== null) return
    this.#fetching = id
    this.#failed = null
    try {
      const input = archive === undefined ? { id } : { id, file: archive }
      const { job } = await this.#client.call('datasets.fetch', input)
      this.#jobs.note(job)
      this.#jobId = job.id
      this.#jobs.note(await this.#client.wait(job))
    } catch (thrown) {
      const error = WorkbenchError.from(thrown)
      if (error.code !== 'cancelled') this.#failed = { id, error }
    } finally {
      this.#fetching = null
      this.#jobId = null
    }
    await this.load()
  }

  async cancel(): Promise<void> {
    if (this.job !== undefined) await this.#jobs.cancel(this.job.id)
  }
}
