import type { WorkbenchError } from '#contract/errors.ts'
import type { SampleTable } from '#contract/samples.ts'
import type { Client } from '../client/client.ts'
import type { Notices } from './notices.svelte.ts'
import { countClasses, filterRows, NO_FILTER, type TileFilter } from './tile-filter.ts'
import type { WorkspaceState } from './workspace.svelte.ts'

/** Wait before asking for the table again while predictions stream in, ms. */
const RELOAD_DELAY_MS = 600

/** The samples of the chosen dataset with the chosen model's predictions, filtered and sorted. */
export class TilesState {
  readonly #client: Client
  readonly #notices: Notices
  readonly #workspace: WorkspaceState
  #table = $state.raw<SampleTable | null>(null)
  #loading = $state(false)
  #error = $state.raw<WorkbenchError | null>(null)
  #key = ''
  #timer: ReturnType<typeof setTimeout> | null = null

  filter = $state.raw<TileFilter>(NO_FILTER)
  tileSize = $state(112)
  /** Run whose maps lie over the tiles; null: the tiles alone. */
  overlayRunId = $state<number | null>(null)
  /** Position in `rows` of the tile that has the keyboard. */
  position = $state(0)

  readonly rows = $derived(this.#table === null ? new Int32Array(0) : filterRows(this.#table, this.filter))
  readonly counts = $derived.by(() =>
    this.#table === null ? null : countClasses(this.#table, this.#workspace.classNames.length),
  )

  constructor(client: Client, notices: Notices, workspace: WorkspaceState) {
    this.#client = client
    this.#notices = notices
    this.#workspace = workspace
    client.subscribe('workspace.changed', ({ what }) => {
      if (what === 'predictions' || what === 'datasets') this.#reloadSoon()
    })
  }

  get table(): SampleTable | null {
    return this.#table
  }
  get loading(): boolean {
    return this.#loading
  }
  get error(): WorkbenchError | null {
    return this.#error
  }

  /** Loads the table unless it is there already. */
  async show(datasetId: number | null, modelId: number | null): Promise<void> {
    const key = `${this.#workspace.info?.location ?? ''}/${datasetId}/${modelId}`
    if (key === this.#key && this.#error === null) return
    this.#key = key
    this.#table = null
    this.position = 0
    await this.reload()
  }

  async reload(): Promise<void> {
    const dataset = this.#workspace.dataset
    if (dataset === null) return
    const modelId = this.#workspace.model?.id ?? null
    const key = this.#key
    this.#loading = true
    try {
      const table = await this.#client.call('samples.table', { datasetId: dataset.id, modelId })
      if (key !== this.#key) return
      this.#table = table
      this.#error = null
    } catch (thrown) {
      if (key === this.#key) this.#error = this.#notices.report(thrown, 'Could not list the samples')
    } finally {
      if (key === this.#key) this.#loading = false
    }
  }

  setFilter(change: Partial<TileFilter>): void {
    this.filter = { ...this.filter, ...change }
    this.position = 0
  }

  clearFilter(): void {
    this.filter = { ...NO_FILTER, sort: this.filter.sort }
    this.position = 0
  }

  /** The sample before or after in the order on screen; null at the ends. */
  neighbour(sampleId: number, step: 1 | -1): number | null {
    if (this.#table === null) return null
    const position = this.positionOf(sampleId)
    if (position < 0) return null
    const row = this.rows[position + step]
    return row === undefined ? null : (this.#table.ids[row] ?? null)
  }

  positionOf(sampleId: number): number {
    const row = this.#table?.ids.indexOf(sampleId) ?? -1
    return row < 0 ? -1 : this.rows.indexOf(row)
  }

  #reloadSoon(): void {
    if (this.#table === null || this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.reload()
    }, RELOAD_DELAY_MS)
  }
}
