import { WorkbenchError } from '#contract/errors.ts'
import type { Client } from '../client/client.ts'

const PAGE = 64
/** All rows are sorted anew when they have grown by this factor, not with each of thousands of pages. */
const GROWTH = 1.2

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
  #done = $state(0)
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
    return this.#done
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
    this.#done = 0
    this.#total = null
    this.#error = null
    const all: Likeness[] = []
    try {
      for (let start = 0; start < (this.#total ?? Infinity); start += PAGE) {
        const page = await this.#client.call('runs.disagreement', { runIds: [...runIds], start, count: PAGE })
        if (visit !== this.#visit) return
        this.#total = page.total
        page.sampleIds.forEach((sampleId, index) => {
          const [spearman = NaN, topIou = NaN] = [page.spearman[index], page.topIou[index]]
          all.push({ sampleId, spearman, topIou })
        })
        this.#done = all.length
        const isLast = page.sampleIds.length === 0 || all.length >= page.total
        if (isLast || all.length >= GROWTH * this.#rows.length) this.#rows = [...all]
        if (isLast) return
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
