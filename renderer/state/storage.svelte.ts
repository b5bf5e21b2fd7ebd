import { WorkbenchError } from '#contract/errors.ts'
import type { StorageUse } from '#contract/storage.ts'
import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'

/** What the open workspace takes on disk, and giving back what it does not need. */
export class StorageState {
  readonly #client: Client
  readonly #jobs: Jobs
  #use = $state.raw<StorageUse | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)
  #jobId = $state<string | null>(null)
  #compacting = $state(false)
  readonly job = $derived.by(() => (this.#jobId === null ? undefined : this.#jobs.get(this.#jobId)))

  constructor(client: Client, jobs: Jobs) {
    this.#client = client
    this.#jobs = jobs
  }

  get use(): StorageUse | null {
    return this.#use
  }
  get error(): WorkbenchError | null {
    return this.#error
  }
  get compacting(): boolean {
    return this.#compacting
  }

  async load(): Promise<void> {
    try {
      this.#use = await this.#client.call('workspace.storage', {})
    } catch (thrown) {
      this.#error = WorkbenchError.from(thrown)
    }
  }

  async compact(): Promise<void> {
    this.#compacting = true
    this.#error = null
    try {
      const { job } = await this.#client.call('workspace.compact', {})
      this.#jobs.note(job)
      this.#jobId = job.id
      this.#jobs.note(await this.#client.wait(job))
    } catch (thrown) {
      this.#error = WorkbenchError.from(thrown)
    } finally {
      this.#compacting = false
      this.#jobId = null
    }
    await this.load()
  }
}
