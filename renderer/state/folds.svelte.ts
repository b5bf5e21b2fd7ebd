const STORED_AT = 'eosin.folds'

/** Which sections of the window are folded away; remembered from one day to the next. */
export class FoldState {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>
  /** Sections that were folded or unfolded by hand; the others are as they come. */
  #open = $state<Record<string, boolean>>({})

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage
    this.#open = readStored(storage.getItem(STORED_AT))
  }

  isOpen(id: string, usually = true): boolean {
    return this.#open[id] ?? usually
  }

  set(id: string, open: boolean): void {
    this.#open[id] = open
    this.#storage.setItem(STORED_AT, JSON.stringify(this.#open))
  }
}

function readStored(text: string | null): Record<string, boolean> {
  try {
    const stored: unknown = JSON.parse(text ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
    )
  } catch {
    // Written by something else: as they come.
    return {}
  }
}
