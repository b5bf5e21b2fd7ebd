import { WorkbenchError } from '#contract/errors.ts'
import type { Fill, Outline, ProbeRegion, RegionAnswer } from '#contract/probing.ts'
import type { Client } from '../client/client.ts'
import { LatestOnly } from './occlusion-latest.ts'
import { decodePixels } from './occlusion-pixels.ts'
import type { Shown } from './occlusion.svelte.ts'

export type FillKind = Fill | 'sample'

interface Place {
  readonly sampleId: number
  readonly modelId: number
}

interface Answered extends RegionAnswer {
  readonly shown: Shown | null
  /** Regions that it is the answer to. */
  readonly count: number
}

/** Regions of the sample that are filled, and what the model says then. */
export class RegionsState {
  readonly #client: Client
  readonly #probe: LatestOnly<{ place: Place; regions: readonly ProbeRegion[] }, Answered>
  #place = $state.raw<Place | null>(null)
  #regions = $state.raw<readonly ProbeRegion[]>([])
  #past = $state.raw<readonly (readonly ProbeRegion[])[]>([])
  /** Being drawn or moved; filled already, so that the model follows. */
  #draft = $state.raw<Outline | null>(null)
  #answer = $state.raw<Answered | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)
  fillKind = $state<FillKind>('black')
  /** Sample that `sample` takes the tissue from. */
  fromSampleId = $state<number | null>(null)

  constructor(client: Client) {
    this.#client = client
    this.#probe = new LatestOnly(
      ({ place, regions }) => this.#ask(place, regions),
      (answer) => {
        this.#answer = answer
        this.#error = null
      },
      (thrown) => (this.#error = WorkbenchError.from(thrown)),
    )
  }

  get regions(): readonly ProbeRegion[] {
    return this.#regions
  }
  get draft(): Outline | null {
    return this.#draft
  }
  get answer(): Answered | null {
    return this.#answer
  }
  get error(): WorkbenchError | null {
    return this.#error
  }
  get canUndo(): boolean {
    return this.#past.length > 0
  }

  /** Another sample or model: regions of the one before mean nothing on it. */
  show(place: Place): void {
    const { sampleId, modelId } = place
    if (this.#place?.sampleId === sampleId && this.#place.modelId === modelId) return
    this.#probe.forget()
    this.#place = place
    this.#regions = []
    this.#past = []
    this.#draft = null
    this.#answer = null
    this.#error = null
    this.#refresh()
  }

  drawing(outline: Outline | null): void {
    this.#draft = outline
    this.#refresh()
  }

  /** Keeps what was drawn; an outline without an inside is no region. */
  keep(): void {
    const outline = this.#draft
    this.#draft = null
    if (outline !== null && outline.length >= 3) this.#change([...this.#regions, this.#regionOf(outline)])
    else this.#refresh()
  }

  remove(index: number): void {
    this.#change(this.#regions.filter((_, other) => other !== index))
  }

  clear(): void {
    if (this.#regions.length > 0) this.#change([])
  }

  undo(): void {
    const before = this.#past.at(-1)
    if (before === undefined) return
    this.#past = this.#past.slice(0, -1)
    this.#regions = before
    this.#refresh()
  }

  retry(): void {
    this.#refresh()
  }

  #change(regions: readonly ProbeRegion[]): void {
    this.#past = [...this.#past, this.#regions]
    this.#regions = regions
    this.#refresh()
  }

  #regionOf(outline: Outline): ProbeRegion {
    const { fillKind, fromSampleId } = this
    if (fillKind !== 'sample') return { outline, fill: { kind: fillKind } }
    return {
      outline,
      fill: fromSampleId === null ? { kind: 'mean' } : { kind: 'sample', sampleId: fromSampleId },
    }
  }

  #refresh(): void {
    const place = this.#place
    if (place === null) return
    const draft = this.#draft
    const regions =
      draft === null || draft.length < 3 ? this.#regions : [...this.#regions, this.#regionOf(draft)]
    this.#probe.ask({ place, regions })
  }

  async #ask(place: Place, regions: readonly ProbeRegion[]): Promise<Answered> {
    const answer = await this.#client.call('probes.region', { ...place, regions: [...regions] })
    const { picture, values } = answer
    const shown =
      picture !== null ? { pixels: await decodePixels(picture) } : values !== null ? { values } : null
    return { ...answer, shown, count: regions.length }
  }
}
