import { WorkbenchError } from '#contract/errors.ts'
import type { Plane } from '../charts/map-raster.ts'

/** One picture of a filmstrip, with what is told of it. */
export interface Frame {
  /** Which feature map of the layer it is. */
  readonly index: number
  /** Small: means over squares of the whole. */
  readonly plane: Plane
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  readonly meanGradient: number
  /** Score of the sample seen through it as a mask; null where it is none. */
  readonly score: number | null
}

export interface FilmPage {
  readonly total: number
  readonly frames: readonly Frame[]
}

/** Frames asked for together. */
export const PAGE = 32

/** A row of frames that is read page by page as it is looked at. One question, one film. */
export class Film {
  readonly #load: (offset: number, limit: number) => Promise<FilmPage>
  readonly #asked = new Set<number>()
  #frames = $state.raw<ReadonlyMap<number, Frame>>(new Map())
  #total = $state<number | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)

  constructor(load: (offset: number, limit: number) => Promise<FilmPage>) {
    this.#load = load
  }

  /** How many there are; null until the first page is there. */
  get total(): number | null {
    return this.#total
  }
  get error(): WorkbenchError | null {
    return this.#error
  }
  at(place: number): Frame | undefined {
    return this.#frames.get(place)
  }

  /** Reads what is not there yet of the places from `first` up to `end`. */
  async show(first: number, end: number): Promise<void> {
    const last = Math.max(first, Math.min(end, this.#total ?? end) - 1)
    const pages = []
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++)
      if (!this.#asked.has(page)) pages.push(page)
    await Promise.all(pages.map((page) => this.#read(page)))
  }

  /** Asks again after an error. */
  async retry(): Promise<void> {
    this.#error = null
    await this.show(0, PAGE)
  }

  async #read(page: number): Promise<void> {
    this.#asked.add(page)
    try {
      const { total, frames } = await this.#load(page * PAGE, PAGE)
      const known = new Map(this.#frames)
      frames.forEach((frame, row) => known.set(page * PAGE + row, frame))
      this.#frames = known
      this.#total = total
    } catch (thrown) {
      this.#asked.delete(page)
      this.#error = WorkbenchError.from(thrown)
    }
  }
}
