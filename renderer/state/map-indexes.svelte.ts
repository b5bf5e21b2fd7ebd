import type { MapIndex } from '#contract/attributions.ts'
import type { Client } from '../client/client.ts'
import { maskOf } from './map-index.ts'
import type { Notices } from './notices.svelte.ts'

/** A run that computes announces every map: its index is asked for again at most this often, ms. */
const REFRESH_MS = 1500

/** Which samples have a map of a run, what the maps span and what they cost: asked for when first needed, then kept. */
export class MapIndexes {
  readonly #client: Client
  readonly #notices: Notices
  #indexes = $state.raw<ReadonlyMap<number, MapIndex>>(new Map())
  readonly #asked = new Set<number>()
  readonly #stale = new Set<number>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(client: Client, notices: Notices) {
    this.#client = client
    this.#notices = notices
    client.subscribe('workspace.changed', ({ what, runId }) => {
      if ((what === 'maps' || what === 'runs') && runId !== undefined && this.#asked.has(runId)) {
        this.#stale.add(runId)
        if (this.#timer === null) this.#timer = setTimeout(() => this.#refresh(), REFRESH_MS)
      }
    })
  }

  /** null until `load` has answered. */
  get(runId: number): MapIndex | null {
    return this.#indexes.get(runId) ?? null
  }

  /** Rows of a table that have a map of the run; undefined while that is not known. */
  mask(runId: number, ids: Int32Array): Uint8Array | undefined {
    const index = this.get(runId)
    return index === null ? undefined : maskOf(index, ids)
  }

  async load(runId: number): Promise<void> {
    if (this.#asked.has(runId)) return
    this.#asked.add(runId)
    await this.#fetch(runId)
  }

  clear(): void {
    this.#asked.clear()
    this.#stale.clear()
    this.#indexes = new Map()
  }

  async #fetch(runId: number): Promise<void> {
    try {
      const index = await this.#client.call('maps.index', { runId })
      if (this.#asked.has(runId)) this.#indexes = new Map(this.#indexes).set(runId, index)
    } catch (thrown) {
      this.#asked.delete(runId)
      this.#notices.report(thrown, 'Could not list the maps of the run')
    }
  }

  #refresh(): void {
    this.#timer = null
    for (const runId of this.#stale) void this.#fetch(runId)
    this.#stale.clear()
  }
}
