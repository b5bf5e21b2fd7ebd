const STORED_AT = 'eosin.last-pairs'
/** Workspaces that are remembered; the one longest unused is forgotten. */
const MOST = 50

export interface Pair {
  readonly datasetId: number | null
  readonly modelId: number | null
}

type Entry = readonly [location: string, datasetId: number | null, modelId: number | null]

/** Dataset and model that were last on show, by workspace: a window opened again shows what it showed. */
export class LastPairs {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage
  }

  find(location: string): Pair | null {
    const entry = this.#entries().find(([known]) => known === location)
    return entry === undefined ? null : { datasetId: entry[1], modelId: entry[2] }
  }

  keep(location: string, { datasetId, modelId }: Pair): void {
    const others = this.#entries().filter(([known]) => known !== location)
    const entries: Entry[] = [[location, datasetId, modelId], ...others.slice(0, MOST - 1)]
    this.#storage.setItem(STORED_AT, JSON.stringify(entries))
  }

  /** Empty where what is stored is not ours. */
  #entries(): Entry[] {
    try {
      const stored: unknown = JSON.parse(this.#storage.getItem(STORED_AT) ?? '[]')
      return Array.isArray(stored) ? stored.filter(isEntry) : []
    } catch {
      return []
    }
  }
}

function isEntry(value: unknown): value is Entry {
  return (
    Array.isArray(value) &&
    typeof value[0] === 'string' &&
    value.slice(1, 3).every((id) => id === null || Number.isInteger(id))
  )
}
