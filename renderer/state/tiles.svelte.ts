import type { WorkbenchError } from '#contract/errors.ts'
import type { EventPayload } from '#contract/events.ts'
import type { SampleTable } from '#contract/samples.ts'
import type { Client } from '../client/client.ts'
import type { Notices } from './notices.svelte.ts'
import { MapIndexes } from './map-indexes.svelte.ts'
import { SelectionState } from './selection.svelte.ts'
import { applyFilter } from './tile-facets.ts'
import { countClasses, NO_FILTER, type TileFilter } from './tile-filter.ts'
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
  readonly #newlyMapped = new Set<number>()
  #markTimer: ReturnType<typeof setTimeout> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  filter = $state.raw<TileFilter>(NO_FILTER)
  tileSize = $state(112)
  /** Run whose maps lie over the tiles; null: the tiles alone. */
  overlayRunId = $state<number | null>(null)
  /** Whether the overlaid maps share one scale, so that tiles can be compared, or each has its own. */
  overlayScale = $state<'run' | 'tile'>('run')
  /** Position in `rows` of the tile that has the keyboard. */
  position = $state(0)

  readonly #mapped = $derived.by(() => {
    const { map } = this.filter
    return this.#table === null || typeof map !== 'number'
      ? undefined
      : this.indexes.mask(map, this.#table.ids)
  })
  readonly #filtered = $derived.by(() =>
    this.#table === null
      ? null
      : applyFilter(this.#table, this.filter, this.#workspace.classNames.length, this.#mapped),
  )
  readonly rows = $derived(this.#filtered?.rows ?? new Int32Array(0))
  /** What each choice of a filter would leave; null before there is a table. */
  readonly facets = $derived(this.#filtered?.facets ?? null)
  readonly counts = $derived.by(() =>
    this.#table === null ? null : countClasses(this.#table, this.#workspace.classNames.length),
  )

  /** Tiles chosen to do something with, whatever the filter shows. */
  readonly selection = new SelectionState((position) => this.idAt(position))
  readonly indexes: MapIndexes

  constructor(client: Client, notices: Notices, workspace: WorkspaceState) {
    this.#client = client
    this.#notices = notices
    this.#workspace = workspace
    this.indexes = new MapIndexes(client, notices)
    client.subscribe('workspace.changed', (change) => this.#note(change))
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
    this.selection.clear()
    this.indexes.clear()
    this.#loadIndex()
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
      this.selection.keep(table.ids)
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
    this.selection.forgetAnchor()
    this.#loadIndex()
  }

  clearFilter(): void {
    this.setFilter({ ...NO_FILTER, sort: this.filter.sort })
  }

  /** Sample at a place in the order on screen. */
  idAt(position: number): number | undefined {
    const row = this.rows[position]
    return row === undefined ? undefined : this.#table?.ids[row]
  }

  /** Samples that pass the filter, in the order on screen. */
  shownIds(): number[] {
    const ids = this.#table?.ids
    return ids === undefined ? [] : Array.from(this.rows, (row) => ids[row]!)
  }

  /** Samples of the selection in the order of the table. */
  selectedIds(): number[] {
    return Array.from(this.#table?.ids ?? []).filter((id) => this.selection.ids.has(id))
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

  #loadIndex(): void {
    if (typeof this.filter.map === 'number') void this.indexes.load(this.filter.map)
  }

  #note({ what, sampleId, modelId }: EventPayload<'workspace.changed'>): void {
    if (what === 'predictions' || what === 'datasets' || what === 'runs') this.#reloadSoon()
    if (what === 'maps' && sampleId !== undefined && modelId === this.#workspace.model?.id) {
      this.#newlyMapped.add(sampleId)
      if (this.#markTimer === null) this.#markTimer = setTimeout(() => this.#markMapped(), RELOAD_DELAY_MS)
    }
  }

  /** A run announces every map: they are marked a few at a time, without asking for the table again. */
  #markMapped(): void {
    this.#markTimer = null
    const table = this.#table
    if (table !== null) {
      const hasMap = table.hasMap.map((has, row) => (this.#newlyMapped.has(table.ids[row]!) ? 1 : has))
      this.#table = { ...table, hasMap }
    }
    this.#newlyMapped.clear()
  }

  #reloadSoon(): void {
    if (this.#table === null || this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.reload()
    }, RELOAD_DELAY_MS)
  }
}
