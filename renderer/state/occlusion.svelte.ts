import type { StoredMap } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Fill, ProbeCurves } from '#contract/probing.ts'
import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'
import { decodePixels, type Pixels } from './occlusion-pixels.ts'

export type Direction = 'delete' | 'insert'

/** A sample as it is drawn: a tile's pixels or a signal's values. */
export type Shown = { readonly pixels: Pixels } | { readonly values: Float32Array }

export const CURVE_STEPS = 100
export const RANDOM_ORDERS = 5

/** Taking the sample apart in the map's order: the curves, the step that is looked at, and what is drawn of it. */
export class OcclusionState {
  readonly #client: Client
  readonly #jobs: Jobs
  #map = $state.raw<StoredMap | null>(null)
  #curves = $state.raw<ProbeCurves | null>(null)
  #complete = $state(false)
  #sample = $state.raw<Shown | null>(null)
  #filled = $state.raw<Partial<Record<Fill, Shown>>>({})
  #jobId = $state<string | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)
  #busy = $state(false)
  #visit = 0
  /** Pairs of curves that were known when they were last read. */
  #read = 0
  direction = $state<Direction>('delete')
  /** As share of the steps, so that it stays in its place while the map changes. */
  share = $state(0.3)
  readonly fills = $state<Record<Direction, Fill>>({ delete: 'black', insert: 'blur' })
  readonly job = $derived.by(() => (this.#jobId === null ? undefined : this.#jobs.get(this.#jobId)))
  readonly fill = $derived(this.fills[this.direction])
  readonly step = $derived(Math.round(this.share * (this.#curves?.steps ?? CURVE_STEPS)))

  constructor(client: Client, jobs: Jobs) {
    this.#client = client
    this.#jobs = jobs
  }

  get map(): StoredMap | null {
    return this.#map
  }
  get curves(): ProbeCurves | null {
    return this.#curves
  }
  get complete(): boolean {
    return this.#complete
  }
  /** Something is being asked or computed. */
  get busy(): boolean {
    return this.#busy
  }
  get error(): WorkbenchError | null {
    return this.#error
  }
  /** The sample as the model sees it. */
  get sample(): Shown | null {
    return this.#sample
  }
  /** The sample with everything removed, as the present fill does. */
  get removed(): Shown | null {
    return this.#filled[this.fill] ?? null
  }

  /** Reads what is known of the map and computes the rest; another map's computation is given up. */
  async show(map: StoredMap): Promise<void> {
    const visit = ++this.#visit
    await this.#cancelJob()
    if (visit !== this.#visit) return
    const sameSample = this.#map?.sampleId === map.sampleId && this.#map.modelId === map.modelId
    this.#map = map
    this.#forgetCurves()
    if (!sameSample) {
      this.#sample = null
      this.#filled = {}
    }
    await this.#attempt(visit, () =>
      Promise.all([this.#loadSample(map, visit), this.#loadFill(map), this.#ask(true, visit)]),
    )
  }

  async changeFill(fill: Fill): Promise<void> {
    this.fills[this.direction] = fill
    if (this.#map !== null) await this.show(this.#map)
  }

  async changeDirection(direction: Direction): Promise<void> {
    this.direction = direction
    const map = this.#map
    if (map !== null) await this.#attempt(this.#visit, () => this.#loadFill(map))
  }

  /** The panel is shut or the sample is left: nothing is computed for nobody. */
  async close(): Promise<void> {
    this.#visit += 1
    this.#map = null
    this.#forgetCurves()
    await this.#cancelJob()
  }

  async retry(): Promise<void> {
    if (this.#map !== null) await this.show(this.#map)
  }

  async cancel(): Promise<void> {
    await this.#cancelJob()
  }

  /** Called on the job's progress: reads again when another order has been finished. */
  async follow(done: number, total: number): Promise<void> {
    const orders = Math.floor((done * (RANDOM_ORDERS + 1)) / Math.max(1, total))
    if (orders <= this.#read) return
    this.#read = orders
    await this.#ask(false, this.#visit).catch(() => {})
  }

  async #ask(start: boolean, visit: number): Promise<void> {
    const map = this.#map
    if (map === null) return
    const answer = await this.#client.call('probes.curves', {
      mapId: map.id,
      steps: CURVE_STEPS,
      deletionFill: this.fills.delete,
      insertionFill: this.fills.insert,
      randomOrders: RANDOM_ORDERS,
      start,
    })
    if (visit !== this.#visit) return
    if (answer.curves !== null) this.#curves = answer.curves
    this.#complete = answer.complete
    if (!start || answer.job === null) return
    this.#jobs.note(answer.job)
    this.#jobId = answer.job.id
    const ended = await this.#client.wait(answer.job)
    this.#jobs.note(ended)
    if (visit !== this.#visit) return
    this.#jobId = null
    await this.#ask(false, visit)
  }

  async #loadSample(map: StoredMap, visit: number): Promise<void> {
    if (this.#sample !== null) return
    const sampleId = map.sampleId
    const shown: Shown =
      map.shape.length === 1
        ? { values: (await this.#client.call('samples.signal', { sampleId })).values }
        : {
            pixels: await decodePixels(
              await this.#client.call('samples.picture', {
                sampleId,
                size: 'original',
                modelId: map.modelId,
              }),
            ),
          }
    if (visit === this.#visit) this.#sample = shown
  }

  async #loadFill({ sampleId, modelId }: StoredMap): Promise<void> {
    const fill = this.fill
    if (this.#filled[fill] !== undefined) return
    const { picture, values } = await this.#client.call('probes.filled', { sampleId, modelId, fill })
    const shown: Shown | null =
      picture !== null ? { pixels: await decodePixels(picture) } : values !== null ? { values } : null
    const current = this.#map?.sampleId === sampleId && this.#map.modelId === modelId
    if (shown !== null && current) this.#filled = { ...this.#filled, [fill]: shown }
  }

  async #attempt(visit: number, work: () => Promise<unknown>): Promise<void> {
    this.#error = null
    this.#busy = true
    try {
      await work()
    } catch (thrown) {
      const error = WorkbenchError.from(thrown)
      if (visit === this.#visit && error.code !== 'cancelled') this.#error = error
    }
    if (visit === this.#visit) this.#busy = false
  }

  #forgetCurves(): void {
    this.#curves = null
    this.#complete = false
    this.#read = 0
    this.#error = null
  }

  async #cancelJob(): Promise<void> {
    const jobId = this.#jobId
    this.#jobId = null
    if (jobId !== null) await this.#jobs.cancel(jobId)
  }
}
