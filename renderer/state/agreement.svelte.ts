import type { MapAgreement } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Client } from '../client/client.ts'

interface Asked {
  readonly mapIds: readonly number[]
  readonly topShare: number
}

/** How alike the maps of the stage are, as the engine says. */
export class AgreementState {
  readonly #client: Client
  #pairs = $state.raw<readonly MapAgreement[]>([])
  /** What the pairs answer. */
  #answered = $state.raw<Asked | null>(null)
  #busy = $state(false)
  #error = $state.raw<WorkbenchError | null>(null)
  #visit = 0

  constructor(client: Client) {
    this.#client = client
  }

  get topShare(): number | null {
    return this.#answered?.topShare ?? null
  }
  get busy(): boolean {
    return this.#busy
  }
  get error(): WorkbenchError | null {
    return this.#error
  }

  pair(a: number, b: number): MapAgreement | null {
    return (
      this.#pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a)) ?? null
    )
  }

  /** Figures that are known are shown until the new ones are there. */
  async compare(asked: Asked): Promise<void> {
    const key = JSON.stringify(asked)
    if (this.#error === null && key === JSON.stringify(this.#answered)) return
    const visit = ++this.#visit
    this.#busy = true
    this.#error = null
    try {
      const { mapIds, topShare } = asked
      const { pairs } = await this.#client.call('maps.compare', { mapIds: [...mapIds], topShare })
      if (visit !== this.#visit) return
      this.#pairs = pairs
      this.#answered = asked
    } catch (thrown) {
      if (visit === this.#visit) this.#error = WorkbenchError.from(thrown)
    } finally {
      if (visit === this.#visit) this.#busy = false
    }
  }
}
