import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { CallInput } from '#contract/calls.ts'
import type { WorkspaceInfo } from '#contract/workspace.ts'
import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'
import type { WorkspaceState } from './workspace.svelte.ts'

/** Opening and making workspaces, adding datasets and models: one at a time, with the error kept where it happened. */
export class Library {
  readonly #client: Client
  readonly #jobs: Jobs
  readonly #workspace: WorkspaceState
  readonly #enter: (workspace: WorkspaceInfo | null) => Promise<void>
  /** What is going on, in words; null when nothing is. */
  #busy = $state<string | null>(null)
  #failed = $state.raw<{ readonly action: string; readonly error: WorkbenchError } | null>(null)
  #jobId = $state<string | null>(null)
  readonly job = $derived.by(() => (this.#jobId === null ? undefined : this.#jobs.get(this.#jobId)))

  constructor(parts: {
    client: Client
    jobs: Jobs
    workspace: WorkspaceState
    enter: (workspace: WorkspaceInfo | null) => Promise<void>
  }) {
    this.#client = parts.client
    this.#jobs = parts.jobs
    this.#workspace = parts.workspace
    this.#enter = parts.enter
  }

  get busy(): string | null {
    return this.#busy
  }
  get failed(): { readonly action: string; readonly error: WorkbenchError } | null {
    return this.#failed
  }

  open(handle: string): Promise<void> {
    return this.#attempt('Opening the workspace', async () => {
      await this.#enter(await this.#client.call('workspace.open', { file: handle }))
    })
  }

  create(handle: string): Promise<void> {
    return this.#attempt('Making the workspace', async () => {
      await this.#enter(await this.#client.call('workspace.create', { file: handle }))
    })
  }

  openSample(): Promise<void> {
    return this.#attempt('Making the built-in sample', async () => {
      const { workspace, job } = await this.#client.call('workspace.openSample', {})
      if (job === null) return this.#enter(workspace)
      await this.#follow(job)
      const current = await this.#client.call('workspace.current', {})
      await this.#enter(current.workspace)
    })
  }

  addDataset(source: CallInput<'datasets.add'>['source']): Promise<void> {
    return this.#attempt('Adding the dataset', async () => {
      const { job } = await this.#client.call('datasets.add', { source })
      const ended = await this.#follow(job)
      await this.#workspace.load()
      if (ended.result?.datasetId !== undefined) this.#workspace.chooseDataset(ended.result.datasetId)
    })
  }

  addModel(source: CallInput<'models.add'>['source']): Promise<void> {
    return this.#attempt('Adding the model', async () => {
      const model = await this.#client.call('models.add', { source })
      await this.#workspace.load()
      this.#workspace.chooseModel(model.id)
    })
  }

  close(): Promise<void> {
    return this.#attempt('Closing the workspace', async () => {
      await this.#client.call('workspace.close', {})
      await this.#enter(null)
    })
  }

  async cancel(): Promise<void> {
    if (this.#jobId !== null) await this.#jobs.cancel(this.#jobId)
  }

  forgetError(): void {
    this.#failed = null
  }

  async #follow(job: Job): Promise<Job> {
    this.#jobs.note(job)
    this.#jobId = job.id
    const ended = await this.#client.wait(job)
    this.#jobs.note(ended)
    return ended
  }

  async #attempt(action: string, work: () => Promise<void>): Promise<void> {
    if (this.#busy !== null) return
    this.#busy = action
    this.#failed = null
    try {
      await work()
    } catch (thrown) {
      const error = WorkbenchError.from(thrown)
      if (error.code !== 'cancelled') this.#failed = { action, error }
    } finally {
      this.#busy = null
      this.#jobId = null
    }
  }
}
