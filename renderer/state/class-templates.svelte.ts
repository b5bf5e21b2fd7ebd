import type { ClassTemplate } from '#contract/class-templates.ts'
import type { Client } from '../client/client.ts'

/** What each class of a dataset of signals looks like; asked once for a dataset. */
export class ClassTemplates {
  readonly #client: Client
  #datasetId: number | null = null
  #list = $state.raw<readonly ClassTemplate[]>([])
  #failed = $state(false)

  constructor(client: Client) {
    this.#client = client
  }

  get list(): readonly ClassTemplate[] {
    return this.#list
  }
  /** The window goes without them; the dataset's own screen says what cannot be read. */
  get failed(): boolean {
    return this.#failed
  }

  of(classIndex: number | null): ClassTemplate | null {
    return this.#list.find((template) => template.classIndex === classIndex) ?? null
  }

  forget(): void {
    this.#datasetId = null
    this.#list = []
    this.#failed = false
  }

  async load(datasetId: number): Promise<void> {
    if (datasetId === this.#datasetId) return
    this.forget()
    this.#datasetId = datasetId
    try {
      const list = await this.#client.call('datasets.templates', { datasetId })
      if (datasetId === this.#datasetId) this.#list = list
    } catch {
      if (datasetId === this.#datasetId) this.#failed = true
    }
  }
}
