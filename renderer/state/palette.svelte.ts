import type { AppState } from './app.svelte.ts'
import { matchText, wordsOf, type Match } from './fuzzy.ts'
import { paletteItems, tileItem, type PaletteItem } from './palette-items.ts'
import { searchTiles } from './tile-search.ts'

const KEPT = 8
const TILES = 20
const SHOWN = 60
const STORAGE_KEY = 'eosin.palette'
/** What was used lately is likely meant again; the newest most. */
const RECENT_BONUS = 6

export interface PaletteEntry {
  readonly item: PaletteItem
  readonly letters: readonly number[]
  readonly recent: boolean
}

/** The palette: open or not, what is typed, what fits it. */
export class PaletteState {
  readonly #app: AppState
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>
  #open = $state(false)
  #keysShown = $state(false)
  #recent = $state.raw<readonly string[]>([])
  #query = $state('')
  /** Place of the entry that Enter would take. */
  active = $state(0)

  readonly entries: readonly PaletteEntry[] = $derived.by(() => (this.#open ? this.#find(this.#query) : []))

  constructor(app: AppState, storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#app = app
    this.#storage = storage
    this.#recent = (storage.getItem(STORAGE_KEY) ?? '').split('\n').filter(Boolean)
  }

  get open(): boolean {
    return this.#open
  }
  get query(): string {
    return this.#query
  }
  /** Whether the list of keys is on the screen. */
  get keysShown(): boolean {
    return this.#keysShown
  }

  show(): void {
    this.search('')
    this.#open = true
    if (this.#app.workspace.info !== null && !this.#app.runs.loaded) void this.#app.runs.load()
  }

  hide(): void {
    this.#open = false
  }

  showKeys(): void {
    this.#keysShown = true
  }

  hideKeys(): void {
    this.#keysShown = false
  }

  search(query: string): void {
    this.#query = query
    this.active = 0
  }

  /** Around the ends. */
  move(step: number): void {
    const count = this.entries.length
    if (count > 0) this.active = (this.active + step + count) % count
  }

  async choose(entry: PaletteEntry | undefined): Promise<void> {
    if (entry === undefined) return
    const { item } = entry
    this.hide()
    this.#recent = [item.id, ...this.#recent.filter((id) => id !== item.id)].slice(0, KEPT)
    this.#storage.setItem(STORAGE_KEY, this.#recent.join('\n'))
    try {
      await item.run(this.#app)
    } catch (thrown) {
      this.#app.notices.report(thrown, item.title)
    }
  }

  #find(query: string): PaletteEntry[] {
    const items = paletteItems(this.#app)
    const words = wordsOf(query)
    return words.length === 0 ? this.#suggest(items) : this.#match(items, words, query)
  }

  /** Nothing typed: what was used lately, then the commands. */
  #suggest(items: readonly PaletteItem[]): PaletteEntry[] {
    const used = this.#recent.flatMap((id) => {
      const item = items.find((other) => other.id === id) ?? this.#recentTile(id)
      return item === null ? [] : [{ item, letters: [], recent: true }]
    })
    const rest = items.filter(({ id, kind }) => kind === 'command' && !this.#recent.includes(id))
    return [...used, ...rest.map((item) => ({ item, letters: [], recent: false }))]
  }

  #match(items: readonly PaletteItem[], words: readonly string[], query: string): PaletteEntry[] {
    const found: { entry: PaletteEntry; score: number }[] = []
    const take = (item: PaletteItem, match: Match) => {
      const place = this.#recent.indexOf(item.id)
      const bonus = place < 0 ? 0 : RECENT_BONUS * (1 - place / KEPT)
      found.push({ entry: { item, letters: match.letters, recent: place >= 0 }, score: match.score + bonus })
    }
    for (const item of items) {
      const match = matchItem(words, item)
      if (match !== null) take(item, match)
    }
    const { table } = this.#app.tiles
    for (const row of table === null ? [] : searchTiles(table, query, TILES)) {
      const item = tileItem(this.#app, row)
      take(item, matchText(words, item.title) ?? { score: 0, letters: [] })
    }
    return found
      .toSorted((a, b) => b.score - a.score)
      .slice(0, SHOWN)
      .map(({ entry }) => entry)
  }

  #recentTile(id: string): PaletteItem | null {
    const [kind, number] = id.split('.')
    const { table } = this.#app.tiles
    if (kind !== 'tile' || table === null) return null
    const row = table.ids.indexOf(Number(number))
    return row < 0 ? null : tileItem(this.#app, row)
  }
}

/** The words may be of the title, or of what it is found by as well; those count for less and are not marked. */
function matchItem(words: readonly string[], item: PaletteItem): Match | null {
  const title = matchText(words, item.title)
  if (title !== null || item.words === undefined) return title
  const both = matchText(words, `${item.title} ${item.words}`)
  if (both === null) return null
  return { score: both.score / 2, letters: both.letters.filter((at) => at < item.title.length) }
}
