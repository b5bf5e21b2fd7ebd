import { WorkbenchError } from '#contract/errors.ts'
import type { Client } from '../client/client.ts'

const PAGE = 64

/** A sample and how alike the maps of two runs are there. */
export interface Likeness {
  readonly sampleId: number
  /** Rank correlation, -1 .. 1; NaN where a map is constant. */
  readonly spearman: number
  /** Overlap of the highest tenth, 0 .. 1; NaN where it is undefined. */
  readonly topIou: number
}

/** How alike the maps of two runs are, tile by tile: page after page, since every pair of maps has to be read. */
export class DisagreementState {
  readonly #client: Client
  #rows = $state.raw<readonly Likeness[]>([])
  #total = $state<number | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)
  #visit = 0

  /** The least alike first; those whose likeness is undefined are left out. */
  readonly ranked = $derived(
    this.#rows.filter(({ spearman }) => !Number.isNaN(spearman)).toSorted((a, b) => a.spearman - b.spearman),
  )

  constructor(client: Client) {
    this.#client = client
  }

  get done(): number {
    return this.#rows.length
  }
  /** Samples that both runs have a map of; null while it is not known. */
  get total(): number | null {
    return this.#total
  }
  get error(): WorkbenchError | null {
    return this.#error
  }

  async show(runIds: readonly [number, number]): Promise<void> {
    const visit = ++this.#visit
    this.#rows = []
    this.#total = null
    this.#error = null
    try {
      for (let start = 0; start < (this.#total ?? Infinity); start += PAGE) {
        const page = await this.#client.call('runs.disagreement', { runIds: [...runIds], start, count: PAGE })
        if (visit !== this.#visit) return
        this.#total = page.total
        const rows = Array.from(page.sampleIds, (sampleId, index) => ({
          sampleId,
          spearman: page.spearman[index] ?? NaN,
          topIou: page.topIou[index] ?? NaN,
        }))
        this.#rows = [...this.#rows, ...rows]
        if (rows.length === 0) return
      }
    } catch (thrown) {
      if (visit === this.#visit) this.#error = WorkbenchError.from(thrown)
    }
  }

  /** What is not there yet is not asked for any more. */
  stop(): void {
    this.#visit += 1
  }
}
