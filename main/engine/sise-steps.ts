import { Question } from '#contract/attributions.ts'
import type { Planes, SiseLayer, SiseSteps } from '#contract/inspection.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { featureMap, type LayerGradients } from '../attribution/layer-gradients.ts'
import { adaSise, largeGradients } from '../attribution/methods/ada-sise.ts'
import { positiveGradients, sise } from '../attribution/methods/sise.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import { parseParams } from '../attribution/parse-params.ts'
import { fuseLayers, gateOf, type Fusion } from '../attribution/sise-fusion.ts'
import { maskedLayers, type LayerMap, type Selection } from '../attribution/sise-layers.ts'
import { LONGEST_PLANE_PX } from './activations.ts'
import { LastWork } from './last-work.ts'
import { byFalling, pick, planeFigures, rangeOf, type PlaneFigures } from './plane-figures.ts'
import type { SiseStepsInput } from './inspection-protocol.ts'
import type { Progress } from './protocol.ts'
import { reducePlanes } from './reduce-planes.ts'

type Steps = Omit<SiseSteps, 'mapId' | 'method'>
type Page = Pick<SiseStepsInput, 'layer' | 'offset' | 'limit'>

interface Size {
  readonly height: number
  readonly width: number
}

interface JoinedLayer {
  readonly layer: LayerGradients
  readonly map: LayerMap
  readonly figures: PlaneFigures
  /** F(V) where something came before it, and what was joined up to here; null where the layer says nothing. */
  readonly gate: Float32Array | null
  readonly fused: Float32Array | null
}

interface Computed {
  readonly layers: readonly JoinedLayer[]
  readonly score: number
  readonly fusion: Fusion
  readonly targetClass: number
  readonly output: Steps['output']
  /** [H, W] */
  readonly final: Float32Array
}

export interface StepsOptions {
  readonly session: ModelSession
  readonly sample: Float32Array
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/** How maps of the SISE family come about. The last one is kept: its masks are looked through page by page. */
export class SiseStepsReader {
  readonly #last = new LastWork<Computed>()

  /** @throws WorkbenchError `invalid_param` for a question of another method, or one without a class of its own */
  async read(
    options: StepsOptions,
    input: Page & Pick<SiseStepsInput, 'question' | 'stored'>,
  ): Promise<Steps> {
    const { session, sample } = options
    const key = JSON.stringify(input.question)
    const computed = await this.#last.of({ session, key, sample }, () => compute(options, input.question))
    const { layers, score, fusion, targetClass, output, final } = computed
    const [height, width] = session.model.inputShape
    return {
      fusion,
      output,
      targetClass,
      score,
      layers: layers.map((layer) => toSiseLayer(layer, { height, width }, input)),
      storedDifference: largestDifference(final, input.stored),
    }
  }
}

/** The same code as the method's: what is shown is what was done. */
async function compute(
  { session, sample, signal, onProgress }: StepsOptions,
  asked: unknown,
): Promise<Computed> {
  const question = Question.parse(asked)
  if (question.target.kind !== 'class') {
    throw new WorkbenchError('invalid_param', `invalid target: ${question.target.kind} (must be a class)`)
  }
  const { select, params, defaultOutput } = siseMethod(question.method, question.params)
  const output = question.output ?? defaultOutput
  const targetClass = question.target.index
  const { layers, maps, score } = await maskedLayers(
    {
      session,
      sample,
      explained: { targetClass, versus: question.versus, output },
      params,
      background: null,
      seed: question.seed,
      signal,
      onProgress: (done, total) => onProgress({ done, total }),
    },
    select,
  )
  if (!Number.isFinite(score)) {
    throw new WorkbenchError(
      'backend_failed',
      `score not finite: ${score} (the model’s weights overflow on this input)`,
    )
  }
  const joined = joinSteps(layers, maps, params.fusion)
  const final =
    joined.findLast(({ fused }) => fused !== null)?.fused ?? new Float32Array(maps[0]?.values.length ?? 0)
  return { layers: joined, score, fusion: params.fusion, targetClass, output, final }
}

interface SiseMethod {
  readonly select: (layer: LayerGradients) => Selection
  readonly params: { readonly layers: readonly string[]; readonly fusion: Fusion }
  readonly defaultOutput: Steps['output']
}

function siseMethod(id: string, given: Readonly<Record<string, unknown>>): SiseMethod {
  if (id === sise.id) {
    const params = sise.params.parse(parseParams(sise, given))
    return { select: positiveGradients(params.threshold), params, defaultOutput: sise.defaultOutput }
  }
  if (id === adaSise.id) {
    const params = adaSise.params.parse(parseParams(adaSise, given))
    return { select: largeGradients, params, defaultOutput: adaSise.defaultOutput }
  }
  throw new WorkbenchError('invalid_param', `no steps to show: ${id} (must be ${sise.id} or ${adaSise.id})`)
}

/** After each layer that says something, what the fusion of those so far is. */
function joinSteps(
  layers: readonly LayerGradients[],
  maps: readonly LayerMap[],
  fusion: Fusion,
): JoinedLayer[] {
  const saying: Float32Array[] = []
  return layers.map((layer, index) => {
    const map = maps[index]!
    const figures = planeFigures(layer)
    if (map.degenerate !== null) return { layer, map, figures, gate: null, fused: null }
    const gate = saying.length === 0 ? null : map.values.map(gateOf(map.values, fusion))
    saying.push(map.values)
    return { layer, map, figures, gate, fused: fuseLayers(saying, fusion) }
  })
}

function toSiseLayer({ layer, map, figures, gate, fused }: JoinedLayer, size: Size, page: Page): SiseLayer {
  const [height = 1, width = 1, mapCount = 0] = layer.shape
  const reduced = (values: Float32Array | null) =>
    values === null ? null : { ...rangeOf(values), plane: reducePlanes(values, size, LONGEST_PLANE_PX) }
  return {
    name: layer.layerName,
    shape: [height, width, mapCount],
    mapCount,
    keptCount: map.keptMaps.length,
    gradientThreshold: map.gradientThreshold,
    masks: masksOf({ layer, map, figures }, page),
    visualization: reduced(map.degenerate === null ? map.values : null),
    otsuThreshold: map.threshold,
    gate: reduced(gate),
    fused: reduced(fused),
    degenerate: map.degenerate,
  }
}

/** A page of the masks by falling score, each stretched to 0 .. 1. */
function masksOf(
  { layer, map, figures }: Pick<JoinedLayer, 'layer' | 'map' | 'figures'>,
  { layer: wanted, offset, limit }: Page,
): SiseLayer['masks'] {
  const count = wanted === null || wanted === layer.layerName ? limit : 0
  const places = byFalling(map.maskScores).slice(offset, offset + count)
  const indices = places.map((place) => map.keptMaps[place]!)
  return {
    offset,
    indices: Int32Array.from(indices),
    scores: Float32Array.from(places, (place) => map.maskScores[place]!),
    minimum: pick(figures.minimum, indices),
    maximum: pick(figures.maximum, indices),
    mean: pick(figures.mean, indices),
    meanGradient: pick(layer.meanGradients, indices),
    planes: stretchedPlanes(layer, indices),
  }
}

function stretchedPlanes(layer: LayerGradients, indices: readonly number[]): Planes {
  const [height = 1, width = 1] = layer.shape
  const planes = new Float32Array(indices.length * height * width)
  indices.forEach((index, row) => {
    const map = featureMap(layer, index)
    const { minimum, maximum } = rangeOf(map)
    const range = maximum - minimum
    const offset = row * height * width
    map.forEach(
      (value, position) => (planes[offset + position] = range === 0 ? 0 : (value - minimum) / range),
    )
  })
  return reducePlanes(planes, { height, width }, LONGEST_PLANE_PX)
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: ${a.length} values computed, ${b.length} stored`,
    )
  }
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0)
}
