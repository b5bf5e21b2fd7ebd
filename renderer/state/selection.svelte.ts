import { keptOf, NOTHING_SELECTED, ranged, toggled, withAll, type Selection } from './selection.ts'

interface Modifiers {
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

/** The tiles that a person chose to do something with. */
export class SelectionState {
  readonly #idAt: (position: number) => number | undefined
  #selection = $state.raw<Selection>(NOTHING_SELECTED)

  constructor(idAt: (position: number) => number | undefined) {
    this.#idAt = idAt
  }

  get ids(): ReadonlySet<number> {
    return this.#selection.ids
  }
  get count(): number {
    return this.#selection.ids.size
  }

  toggle(position: number): void {
    this.#selection = toggled(this.#selection, position, this.#idAt)
  }

  /** @returns whether the click was one that selects; a plain one opens */
  click(position: number, modifiers: Modifiers): boolean {
    const beside = modifiers.ctrlKey || modifiers.metaKey
    if (modifiers.shiftKey) this.#selection = ranged(this.#selection, position, this.#idAt, beside)
    else if (beside) this.toggle(position)
    return modifiers.shiftKey || beside
  }

  /** Shift and an arrow: from where the keyboard was to where it goes. */
  extend(from: number, to: number): void {
    const started = this.#selection.anchor === null ? { ...this.#selection, anchor: from } : this.#selection
    this.#selection = ranged(started, to, this.#idAt)
  }

  all(shown: Iterable<number>): void {
    this.#selection = withAll(this.#selection, shown)
  }

  /** Another order on screen: a place in the old one means nothing. */
  forgetAnchor(): void {
    this.#selection = { ...this.#selection, anchor: null }
  }

  clear(): void {
    this.#selection = NOTHING_SELECTED
  }

  keep(present: Iterable<number>): void {
    this.#selection = keptOf(this.#selection, present)
  }
}
