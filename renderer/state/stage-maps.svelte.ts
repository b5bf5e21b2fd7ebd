import type { StoredMap } from '#contract/attributions.ts'
import type { Normalisation } from '../charts/map-difference.ts'

/** As many as can be told apart side by side. */
export const MOST_MAPS = 6

/** Two maps of the stage, the second taken from the first. */
export interface Difference {
  readonly a: number
  readonly b: number
  readonly normalisation: Normalisation
}

/** The maps on the stage, in their order, one of which has the focus. */
export class StageMaps {
  #shown = $state.raw<readonly StoredMap[]>([])
  #focusedId = $state<number | null>(null)
  #difference = $state.raw<Difference | null>(null)
  readonly focused: StoredMap | null = $derived(
    this.#shown.find(({ id }) => id === this.#focusedId) ?? this.#shown[0] ?? null,
  )
  /** Only while both of its maps are on the stage. */
  readonly difference: Difference | null = $derived(
    this.#difference !== null && this.has(this.#difference.a) && this.has(this.#difference.b)
      ? this.#difference
      : null,
  )

  get shown(): readonly StoredMap[] {
    return this.#shown
  }
  get full(): boolean {
    return this.#shown.length >= MOST_MAPS
  }

  has(mapId: number): boolean {
    return this.#shown.some(({ id }) => id === mapId)
  }

  /** Puts maps on the stage in the place of all that are there. */
  set(maps: readonly StoredMap[], focusedId: number | null): void {
    this.#shown = maps.slice(0, MOST_MAPS)
    this.#focusedId = focusedId
  }

  /** In the place of the focused map; one that is on the stage already gets the focus. */
  show(map: StoredMap): void {
    const focusedId = this.focused?.id
    if (focusedId === undefined) this.#shown = [map]
    else if (!this.has(map.id)) this.#shown = this.#shown.map((old) => (old.id === focusedId ? map : old))
    this.#focusedId = map.id
  }

  /** Beside the others, right of the focused one; where the stage is full, in its place. */
  add(map: StoredMap): void {
    if (this.has(map.id) || this.full) return this.show(map)
    const at = this.#shown.findIndex(({ id }) => id === this.focused?.id) + 1
    this.#shown = [...this.#shown.slice(0, at), map, ...this.#shown.slice(at)]
    this.#focusedId = map.id
  }

  focus(mapId: number): void {
    if (this.has(mapId)) this.#focusedId = mapId
  }

  focusNext(direction: 1 | -1): void {
    const count = this.#shown.length
    if (count === 0) return
    const at = this.#shown.findIndex(({ id }) => id === this.focused?.id)
    this.#focusedId = this.#shown[(at + direction + count) % count]?.id ?? null
  }

  /** The focus goes to the neighbour. */
  close(mapId: number): void {
    const at = this.#shown.findIndex(({ id }) => id === mapId)
    if (at < 0) return
    const focusedId = this.focused?.id ?? null
    this.#shown = this.#shown.filter(({ id }) => id !== mapId)
    const neighbour = this.#shown[Math.min(at, this.#shown.length - 1)]?.id ?? null
    this.#focusedId = focusedId === mapId ? neighbour : focusedId
  }

  closeOthers(mapId: number): void {
    this.set(
      this.#shown.filter(({ id }) => id === mapId),
      mapId,
    )
  }

  subtract(difference: Difference | null): void {
    const { a, b, normalisation } = this.#difference ?? {}
    const same = a === difference?.a && b === difference?.b && normalisation === difference?.normalisation
    if (!same) this.#difference = difference
  }
}
