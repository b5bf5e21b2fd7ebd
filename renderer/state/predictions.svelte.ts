import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** Starts predicting as soon as a dataset and a model that fit each other are there, once per pair. */
export class Predictions {
  readonly #client: Client
  readonly #jobs: Jobs
  readonly #notices: Notices
  readonly #asked = new Set<string>()
  #jobId = $state<string | null>(null)
  readonly job = $derived.by(() => (this.#jobId === null ? undefined : this.#jobs.get(this.#jobId)))

  constructor(client: Client, jobs: Jobs, notices: Notices) {
    this.#client = client
    this.#jobs = jobs
    this.#notices = notices
  }

  async ensure(workspace: string, datasetId: number, modelId: number): Promise<void> {
    const pair = `${workspace}/${datasetId}/${modelId}`
    if (this.#asked.has(pair)) return
    this.#asked.add(pair)
    await this.start(datasetId, modelId)
  }

  async start(datasetId: number, modelId: number): Promise<void> {
    try {
      const { job } = await this.#client.call('predictions.start', { datasetId, modelId })
      this.#jobs.note(job)
      this.#jobId = job.id
      await this.#client.wait(job)
    } catch (thrown) {
      this.#notices.report(thrown, 'Could not predict the samples')
    }
  }
}
