import { TOUR_STEPS, type TourStep } from '../components/tour-steps.ts'

const SEEN_KEY = 'eosin-tour'

/** The guided tour: which step is on, and whether this person has seen it before. */
export class TourState {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly #goTo: (step: TourStep) => void
  #index = $state<number | null>(null)
  #opener: Element | null = null

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>, goTo: (step: TourStep) => void) {
    this.#storage = storage
    this.#goTo = goTo
  }

  get index(): number | null {
    return this.#index
  }
  get step(): TourStep | null {
    return this.#index === null ? null : (TOUR_STEPS[this.#index] ?? null)
  }
  get atEnd(): boolean {
    return this.#index === TOUR_STEPS.length - 1
  }

  start(): void {
    this.#opener = document.activeElement
    this.#show(0)
  }

  /** Once in a person's life without being asked for. */
  offer(): void {
    if (!this.#seen()) this.start()
  }

  next(): void {
    if (this.#index === null) return
    if (this.atEnd) this.end()
    else this.#show(this.#index + 1)
  }

  back(): void {
    if (this.#index !== null && this.#index > 0) this.#show(this.#index - 1)
  }

  end(): void {
    this.#index = null
    try {
      this.#storage.setItem(SEEN_KEY, 'seen')
    } catch {
      // A browser that keeps nothing shows the tour again: better than none.
    }
    if (this.#opener instanceof HTMLElement) this.#opener.focus()
    this.#opener = null
  }

  #show(index: number): void {
    this.#index = index
    const step = TOUR_STEPS[index]
    if (step !== undefined) this.#goTo(step)
  }

  #seen(): boolean {
    try {
      return this.#storage.getItem(SEEN_KEY) !== null
    } catch {
      return false
    }
  }
}
