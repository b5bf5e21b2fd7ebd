import { WorkbenchError } from '#contract/errors.ts'
import type { Activations, ActivationsRequest, SiseLayer, SiseSteps } from '#contract/inspection.ts'
import type { Plane } from '../charts/map-raster.ts'
import type { Client } from '../client/client.ts'
import { Film, type FilmPage, type Frame } from './layers-film.svelte.ts'

type Planes = Activations['planes']

export type LayerQuestion = Required<
  Pick<ActivationsRequest, 'sampleId' | 'modelId' | 'layer' | 'order' | 'targetClass'>
>

/** The feature maps of a layer as a film, and what is told of the layer. */
export class LayerFilm {
  readonly film: Film
  #told = $state.raw<Omit<Activations, 'planes'> | null>(null)
  #reduction = $state(1)

  constructor(client: Client, question: LayerQuestion) {
    this.film = new Film(async (offset, limit) => {
      const answer = await client.call('models.activations', { ...question, offset, limit })
      this.#told = answer
      this.#reduction = answer.planes.reduction
      return { total: answer.total, frames: framesOf(answer, answer.planes, null) }
    })
  }

  /** null until the first page is there. */
  get told(): Omit<Activations, 'planes'> | null {
    return this.#told
  }
  /** Side of the squares that each value on show is the mean of. */
  get reduction(): number {
    return this.#reduction
  }
}

/** How a map of the SISE family came about. */
export class SiseFilm {
  readonly #client: Client
  readonly mapId: number
  #steps = $state.raw<SiseSteps | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)

  constructor(client: Client, mapId: number) {
    this.#client = client
    this.mapId = mapId
  }

  get steps(): SiseSteps | null {
    return this.#steps
  }
  get error(): WorkbenchError | null {
    return this.#error
  }

  /** How the layers are joined, without the masks. */
  async load(): Promise<void> {
    this.#error = null
    try {
      this.#steps = await this.#client.call('attributions.siseSteps', { mapId: this.mapId, limit: 0 })
    } catch (thrown) {
      this.#error = WorkbenchError.from(thrown)
    }
  }

  /** The masks of a layer, those that show most of the class first. */
  masksOf(layer: string): Film {
    return new Film(async (offset, limit): Promise<FilmPage> => {
      const { mapId } = this
      const { layers } = await this.#client.call('attributions.siseSteps', { mapId, layer, offset, limit })
      const found = layers.find(({ name }) => name === layer)
      return found === undefined
        ? { total: 0, frames: [] }
        : { total: found.keptCount, frames: framesOf(found.masks, found.masks.planes, found.masks.scores) }
    })
  }
}

type Figures = Pick<SiseLayer['masks'], 'indices' | 'minimum' | 'maximum' | 'mean' | 'meanGradient'>

function framesOf(figures: Figures, planes: Planes, scores: Float32Array | null): Frame[] {
  return Array.from(figures.indices, (index, row) => ({
    index,
    plane: planeAt(planes, row),
    minimum: figures.minimum[row] ?? 0,
    maximum: figures.maximum[row] ?? 0,
    mean: figures.mean[row] ?? 0,
    meanGradient: figures.meanGradient[row] ?? 0,
    score: scores?.[row] ?? null,
  }))
}

function planeAt({ height, width, values }: Planes, row: number): Plane {
  return { height, width, values: values.subarray(row * height * width, (row + 1) * height * width) }
}
