import type { DockTab } from '../views/Inspector/dock/dock-tabs.ts'

const STORED_AT = 'eosin.dock-height'
/** CSS px: a row of tools still shows. */
const LOWEST = 140
/** The stage keeps this share of the window. */
const LARGEST_SHARE = 0.62
const USUAL_SHARE = 0.4

/** The drawer under the inspector's stage: which of its panels is open (none when it is shut), and how high it is. */
export class DockState {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>
  tab = $state<DockTab | null>(null)
  /** Share of the window's height that was chosen; null: the usual one. */
  #share = $state<number | null>(null)

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage
    const stored = Number(storage.getItem(STORED_AT) ?? Number.NaN)
    if (stored > 0 && stored <= LARGEST_SHARE) this.#share = stored
  }

  toggle(tab: DockTab): void {
    this.tab = this.tab === tab ? null : tab
  }

  /** CSS px in a window so high. */
  heightIn(windowHeight: number): number {
    return Math.round(Math.max(LOWEST, (this.#share ?? USUAL_SHARE) * windowHeight))
  }

  resize(height: number, windowHeight: number): void {
    const largest = Math.max(LOWEST, LARGEST_SHARE * windowHeight)
    this.#share = Math.min(largest, Math.max(LOWEST, height)) / windowHeight
    this.#storage.setItem(STORED_AT, String(this.#share))
  }

  /** Back to the usual height. */
  resetHeight(): void {
    this.#share = null
    this.#storage.setItem(STORED_AT, '')
  }
}
