import type { MapRange } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Client } from '../client/client.ts'
import type { Notices } from './notices.svelte.ts'

/** Least and greatest value over the maps of runs, asked for once a run. */
export class RunRanges {
  readonly #client: Client
  readonly #notices: Notices
  #ranges = $state.raw<ReadonlyMap<number, MapRange>>(new Map())
  #asked = new Set<number>()

  constructor(client: Client, notices: Notices) {
    this.#client = client
    this.#notices = notices
    client.subscribe('workspace.changed', ({ what }) => {
      if (what === 'runs') this.forget()
    })
  }

  of(runId: number): MapRange | null {
    return this.#ranges.get(runId) ?? null
  }

  /** More maps may have been stored. */
  forget(): void {
    this.#asked = new Set()
    this.#ranges = new Map()
  }

  async ask(runId: number): Promise<void> {
    if (this.#asked.has(runId)) return
    const asked = this.#asked
    asked.add(runId)
    try {
      const range = await this.#client.call('maps.range', { runId })
      if (asked === this.#asked) this.#ranges = new Map(this.#ranges).set(runId, range)
    } catch (thrown) {
      // Of a run that was deleted there is none; it is asked again when runs change.
      if (WorkbenchError.from(thrown).code === 'unknown_run') return
      asked.delete(runId)
      this.#notices.report(thrown, 'Could not read the range of the run')
    }
  }
}
