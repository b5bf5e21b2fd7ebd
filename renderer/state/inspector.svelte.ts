import type { MapSummary, Question, Run, StoredMap } from '#contract/attributions.ts'
import type { WorkbenchError } from '#contract/errors.ts'
import type { SampleDetail, Signal } from '#contract/samples.ts'
import type { Client } from '../client/client.ts'
import { Explanation } from './explanation.svelte.ts'
import type { Jobs } from './jobs.svelte.ts'
import type { Notices } from './notices.svelte.ts'
import type { WorkspaceState } from './workspace.svelte.ts'

/** One sample under the lens: its picture or signal, its prediction, its stored maps, and the map on show. */
export class InspectorState {
  readonly #client: Client
  readonly #notices: Notices
  readonly #workspace: WorkspaceState
  #sample = $state.raw<SampleDetail | null>(null)
  #picture = $state.raw<ImageBitmap | null>(null)
  #signal = $state.raw<Signal | null>(null)
  #maps = $state.raw<readonly MapSummary[]>([])
  #map = $state.raw<StoredMap | null>(null)
  #run = $state.raw<Run | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)
  #visit = 0
  /** The map is kept, but not laid over the sample. */
  hidden = $state(false)
  readonly explanation: Explanation

  constructor(client: Client, jobs: Jobs, notices: Notices, workspace: WorkspaceState) {
    this.#client = client
    this.#notices = notices
    this.#workspace = workspace
    this.explanation = new Explanation(client, jobs)
  }

  get sample(): SampleDetail | null {
    return this.#sample
  }
  get picture(): ImageBitmap | null {
    return this.#picture
  }
  get signal(): Signal | null {
    return this.#signal
  }
  get maps(): readonly MapSummary[] {
    return this.#maps
  }
  get map(): StoredMap | null {
    return this.#map
  }
  /** The run that the map belongs to, once it was asked for: its provenance is the map's. */
  get run(): Run | null {
    return this.#run?.id === this.#map?.runId ? this.#run : null
  }
  get error(): WorkbenchError | null {
    return this.#error
  }

  /** Shows a sample, and with it the wanted map, or the newest stored one. */
  async open(sampleId: number, wantedMapId: number | null): Promise<void> {
    const visit = ++this.#visit
    const current = () => visit === this.#visit
    this.#error = null
    this.explanation.forget()
    try {
      const modelId = this.#workspace.model?.id ?? null
      const sample = await this.#client.call('samples.get', { sampleId, modelId })
      const [content] = await Promise.all([
        this.#loadContent(sample),
        modelId === null ? this.#forgetMaps() : this.#loadMaps(sampleId, modelId, wantedMapId, current),
      ])
      if (!current()) return
      this.#sample = sample
      this.#picture = content.picture
      this.#signal = content.signal
    } catch (thrown) {
      if (!current()) return
      this.#sample = null
      this.#error = this.#notices.report(thrown, 'Could not open the sample')
    }
  }

  close(): void {
    this.#visit += 1
    this.#sample = null
    this.#picture = null
    this.#signal = null
    this.#maps = []
    this.#map = null
    this.#error = null
  }

  async showMap(mapId: number): Promise<void> {
    this.hidden = false
    try {
      this.#map = await this.#client.call('maps.get', { mapId })
    } catch (thrown) {
      this.#notices.report(thrown, 'Could not open the map')
    }
  }

  async loadRun(): Promise<void> {
    const runId = this.#map?.runId
    if (runId === undefined || runId === this.#run?.id) return
    try {
      this.#run = await this.#client.call('runs.get', { runId })
    } catch (thrown) {
      this.#notices.report(thrown, 'Could not read where the map comes from')
    }
  }

  toggleMap(): void {
    this.hidden = !this.hidden
  }

  /** Computes the map of a question (or finds it stored) and shows it. */
  async explain(question: Question): Promise<void> {
    const sample = this.#sample
    const model = this.#workspace.model
    if (sample === null || model === null) return
    const visit = this.#visit
    const mapId = await this.explanation.ask({ sampleId: sample.id, modelId: model.id, question })
    if (mapId === null || visit !== this.#visit) return
    this.hidden = false
    await this.#loadMaps(sample.id, model.id, mapId, () => visit === this.#visit)
  }

  async #loadContent(sample: SampleDetail): Promise<{ picture: ImageBitmap | null; signal: Signal | null }> {
    const dataset = this.#workspace.datasets.find(({ id }) => id === sample.datasetId)
    if (sample.problem !== null) return { picture: null, signal: null }
    if (dataset?.kind === 'signal') {
      return { picture: null, signal: await this.#client.call('samples.signal', { sampleId: sample.id }) }
    }
    const { mime, bytes } = await this.#client.call('samples.picture', {
      sampleId: sample.id,
      size: 'original',
    })
    const blob = new Blob([new Uint8Array(bytes)], { type: mime })
    return { picture: await createImageBitmap(blob), signal: null }
  }

  async #loadMaps(
    sampleId: number,
    modelId: number,
    wantedMapId: number | null,
    current: () => boolean,
  ): Promise<void> {
    const found = await this.#client.call('attributions.find', { sampleId, modelId })
    const maps = found.toSorted((a, b) => b.computedAt - a.computedAt || b.id - a.id)
    const chosen = maps.find(({ id }) => id === wantedMapId) ?? maps[0]
    const map = chosen === undefined ? null : await this.#client.call('maps.get', { mapId: chosen.id })
    if (!current()) return
    this.#maps = maps
    this.#map = map
  }

  async #forgetMaps(): Promise<void> {
    this.#maps = []
    this.#map = null
  }
}
