import type { MapSummary, Question, Run, StoredMap } from '#contract/attributions.ts'
import type { WorkbenchError } from '#contract/errors.ts'
import type { SampleDetail, Signal } from '#contract/samples.ts'
import type { Client } from '../client/client.ts'
import { AgreementState } from './agreement.svelte.ts'
import { chooseMaps, type WantedMaps } from './choose-maps.ts'
import { Explanation } from './explanation.svelte.ts'
import type { Jobs } from './jobs.svelte.ts'
import type { Notices } from './notices.svelte.ts'
import { RunRanges } from './run-ranges.svelte.ts'
import { StageMaps } from './stage-maps.svelte.ts'
import type { WorkspaceState } from './workspace.svelte.ts'

const NONE: WantedMaps = { shown: [], focused: null }

/** One sample under the lens: its picture or signal, its prediction, its stored maps, and those of them on show. */
export class InspectorState {
  readonly #client: Client
  readonly #notices: Notices
  readonly #workspace: WorkspaceState
  #sample = $state.raw<SampleDetail | null>(null)
  #picture = $state.raw<ImageBitmap | null>(null)
  #signal = $state.raw<Signal | null>(null)
  #maps = $state.raw<readonly MapSummary[]>([])
  #run = $state.raw<Run | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)
  #opening = $state(false)
  #visit = 0
  /** The map is kept, but not laid over the sample. */
  hidden = $state(false)
  readonly explanation: Explanation
  readonly stage = new StageMaps()
  readonly runRanges: RunRanges
  readonly agreement: AgreementState

  constructor(client: Client, jobs: Jobs, notices: Notices, workspace: WorkspaceState) {
    this.#client = client
    this.#notices = notices
    this.#workspace = workspace
    this.explanation = new Explanation(client, jobs)
    this.runRanges = new RunRanges(client, notices)
    this.agreement = new AgreementState(client)
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
  /** The maps on the stage, one a pane. */
  get shown(): readonly StoredMap[] {
    return this.stage.shown
  }
  /** Of those on the stage the one with the focus; null where there is none. */
  get map(): StoredMap | null {
    return this.stage.focused
  }
  /** A sample is being read; what is on show is the one before. */
  get opening(): boolean {
    return this.#opening
  }
  /** The run that the map belongs to, once it was asked for: its provenance is the map's. */
  get run(): Run | null {
    return this.#run?.id === this.map?.runId ? this.#run : null
  }
  get error(): WorkbenchError | null {
    return this.#error
  }

  /** Shows a sample, and with it the wanted maps; else those of the runs that are on the stage, or the newest stored one. */
  async open(sampleId: number, wanted: WantedMaps = NONE): Promise<void> {
    const visit = ++this.#visit
    const current = () => visit === this.#visit
    this.#error = null
    this.#opening = true
    this.explanation.forget()
    try {
      const modelId = this.#workspace.model?.id ?? null
      const sample = await this.#client.call('samples.get', { sampleId, modelId })
      const [content, found] = await Promise.all([
        this.#loadContent(sample),
        modelId === null ? { maps: [], shown: [] } : this.#loadMaps(sampleId, modelId, wanted),
      ])
      if (!current()) return
      const runId = this.map?.runId
      const focused =
        found.shown.find(({ id }) => id === wanted.focused) ?? found.shown.find((map) => map.runId === runId)
      this.#maps = found.maps
      this.stage.set(found.shown, focused?.id ?? null)
      this.#sample = sample
      this.#picture = content.picture
      this.#signal = content.signal
    } catch (thrown) {
      if (!current()) return
      this.#sample = null
      this.#error = this.#notices.report(thrown, 'Could not open the sample')
    } finally {
      if (current()) this.#opening = false
    }
  }

  close(): void {
    this.#visit += 1
    this.#opening = false
    this.#sample = null
    this.#picture = null
    this.#signal = null
    this.#maps = []
    this.stage.set([], null)
    this.#error = null
  }

  /** In the focused pane, or in a pane of its own beside it. */
  async showMap(mapId: number, beside = false): Promise<void> {
    this.hidden = false
    const visit = this.#visit
    if (this.stage.has(mapId)) return this.stage.focus(mapId)
    try {
      const map = await this.#client.call('maps.get', { mapId })
      if (visit !== this.#visit) return
      if (beside) this.stage.add(map)
      else this.stage.show(map)
    } catch (thrown) {
      this.#notices.report(thrown, 'Could not open the map')
    }
  }

  async loadRun(): Promise<void> {
    const runId = this.map?.runId
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

  /** Computes the map of a question (or finds it stored) and shows it, in the focused pane or beside. */
  async explain(question: Question, beside = false): Promise<void> {
    const sample = this.#sample
    const model = this.#workspace.model
    if (sample === null || model === null) return
    const visit = this.#visit
    const mapId = await this.explanation.ask({ sampleId: sample.id, modelId: model.id, question })
    if (mapId === null || visit !== this.#visit) return
    this.runRanges.forget()
    try {
      const maps = await this.#findMaps(sample.id, model.id)
      if (visit === this.#visit) this.#maps = maps
    } catch (thrown) {
      this.#notices.report(thrown, 'Could not list the maps of the sample')
    }
    if (visit === this.#visit) await this.showMap(mapId, beside)
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

  async #loadMaps(sampleId: number, modelId: number, wanted: WantedMaps) {
    const maps = await this.#findMaps(sampleId, modelId)
    const onStage = this.shown.map(({ runId }) => runId)
    const chosen = chooseMaps(maps, wanted, onStage)
    const shown = await Promise.all(chosen.map(({ id }) => this.#client.call('maps.get', { mapId: id })))
    return { maps, shown }
  }

  async #findMaps(sampleId: number, modelId: number): Promise<MapSummary[]> {
    const found = await this.#client.call('attributions.find', { sampleId, modelId })
    return found.toSorted((a, b) => b.computedAt - a.computedAt || b.id - a.id)
  }
}
