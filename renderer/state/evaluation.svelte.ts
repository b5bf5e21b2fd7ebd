import { WorkbenchError } from '#contract/errors.ts'
import type { ClassifierEvaluation } from '#contract/evaluation.ts'
import type { Client } from '../client/client.ts'
import { ClassTemplates } from './class-templates.svelte.ts'

/** How well the chosen model does on the chosen dataset. Asked again when predictions change. */
export class EvaluationState {
  readonly #client: Client
  #value = $state.raw<ClassifierEvaluation | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)
  #loading = $state(false)
  #visit = 0
  readonly templates: ClassTemplates

  constructor(client: Client) {
    this.#client = client
    this.templates = new ClassTemplates(client)
  }

  get value(): ClassifierEvaluation | null {
    return this.#value
  }
  get error(): WorkbenchError | null {
    return this.#error
  }
  get loading(): boolean {
    return this.#loading
  }

  forget(): void {
    this.#visit += 1
    this.#value = null
    this.#error = null
    this.#loading = false
  }

  async load(datasetId: number, modelId: number): Promise<void> {
    const visit = ++this.#visit
    this.#loading = true
    try {
      const value = await this.#client.call('evaluation.classifier', { datasetId, modelId })
      if (visit !== this.#visit) return
      this.#value = value
      this.#error = null
    } catch (thrown) {
      if (visit === this.#visit) this.#error = WorkbenchError.from(thrown)
    } finally {
      if (visit === this.#visit) this.#loading = false
    }
  }
}
