import type { BuiltInModel } from '#contract/models.ts'
import type { Client } from '../client/client.ts'
import type { WorkspaceState } from './workspace.svelte.ts'

/** Models that ship with the program and are not in the workspace yet; those that take the chosen dataset's samples first. */
export class Offers {
  readonly #client: Client
  readonly #workspace: WorkspaceState
  #builtIn = $state.raw<readonly BuiltInModel[]>([])
  readonly missing = $derived.by(() => {
    const names = this.#workspace.models.map(({ name }) => name)
    return this.#builtIn.filter(({ title }) => !names.includes(title))
  })
  /** Without a dataset, every model fits. */
  readonly fitting = $derived.by(() => this.missing.filter((model) => this.#fits(model)))
  readonly others = $derived.by(() => this.missing.filter((model) => !this.#fits(model)))

  constructor(client: Client, workspace: WorkspaceState) {
    this.#client = client
    this.#workspace = workspace
  }

  async load(): Promise<void> {
    this.#builtIn = await this.#client.call('models.builtIn', {})
  }

  #fits({ kind }: BuiltInModel): boolean {
    const dataset = this.#workspace.dataset
    return dataset === null || dataset.kind === kind
  }
}
