import type { MapIndex } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Client } from '../client/client.ts'
import { maskOf } from './map-index.ts'
import type { Notices } from './notices.svelte.ts'

/** A run that computes announces every map: its index is asked for again at most this often, ms. */
const REFRESH_MS = 1500

/** Of a run that was deleted: nothing has a map of it. */
const NOTHING: MapIndex = {
  sampleIds: new Int32Array(0),
  minimum: new Float32Array(0),
  maximum: new Float32Array(0),
  durationMs: new Float32Array(0),
  evaluations: new Int32Array(0),
  degenerate: new Uint8Array(0),
}

/** Which samples have a map of a run, what the maps span and what they cost: asked for when first needed, then kept. */
export class MapIndexes {
  readonly #client: Client
  readonly #notices: Notices
  #indexes = $state.raw<ReadonlyMap<number, MapIndex>>(new Map())
  #asked = new Set<number>()
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
    this.#asked = new Set()
    this.#stale.clear()
    this.#indexes = new Map()
  }

  async #fetch(runId: number): Promise<void> {
    // Another workspace has other runs of the same numbers.
    const asked = this.#asked
    const keep = (index: MapIndex) => {
      if (asked === this.#asked) this.#indexes = new Map(this.#indexes).set(runId, index)
    }
    try {
      keep(await this.#client.call('maps.index', { runId }))
    } catch (thrown) {
      // Stays asked for: restored, it announces itself.
      if (WorkbenchError.from(thrown).code === 'unknown_run') return keep(NOTHING)
      asked.delete(runId)
      this.#notices.report(thrown, 'Could not list the maps of the run')
    }
  }

  #refresh(): void {
    this.#timer = null
    for (const runId of this.#stale) void this.#fetch(runId)
    this.#stale.clear()
  }
}
