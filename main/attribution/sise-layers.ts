import { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import { pooledLayers } from '../graph/model-info.ts'
import { tensor } from '../graph/tensor.ts'
import { resizeBilinear } from '../kernels/resize-bilinear.ts'
import { featureMap, layerGradients, type LayerGradients } from './layer-gradients.ts'
import { mapMaskScores, RANGE_EPSILON } from './map-mask-scores.ts'
import type { Attribution, MethodContext } from './method.ts'
import { closedGates, fuseLayers, otsuFusionThreshold, type Fusion } from './sise-fusion.ts'

/** Parameter of the SISE family: where the masks come from. */
export const siseLayersParam = z.array(z.string()).default([]).meta({
  title: 'Layers',
  description:
    'From shallow to deep. Empty: the inputs of the pooling layers; for residual networks the last layer of each stage.',
  format: 'layers',
})

/** Parameter of the SISE family: how layers are joined. */
export const fusionParam = z.enum(['soft-otsu', 'otsu', 'simple']).default('soft-otsu').meta({
  title: 'Fusion',
  description:
    'How layers are joined: a steep sigmoid at Otsu’s threshold (the study’s code), a step there (the paper), or the map itself.',
})

export type SiseContext = MethodContext<{ readonly layers: readonly string[]; readonly fusion: Fusion }>
type Context = SiseContext

/** Which maps of a layer become masks, by their indices. */
export interface Selection {
  readonly kept: readonly number[]
  /** Mean gradient from which maps are kept, where the data chose it. */
  readonly threshold: number | null
}

/** Above it, float32 leaves so little of 1 - p that its rounding decides which gradients are positive. */
const SATURATED = 1 - 1e-6
const SATURATION_NOTE =
  'the probability is within 1e-6 of 1: which maps are kept rests on rounding; the logit has no such limit'

/** One layer's map with what it was made of. */
export interface LayerMap {
  readonly layerName: string
  /** [H, W] of the input, in [0, 1]; zeros where it is degenerate. */
  readonly values: Float32Array
  readonly keptMaps: readonly number[]
  readonly gradientThreshold: number | null
  readonly maskScores: readonly number[]
  readonly constantMaps: number
  readonly threshold: number | null
  readonly degenerate: string | null
}

/** The layers' feature maps and the map of each layer: what is joined, and what it was made of. */
export interface MaskedLayers {
  readonly layers: readonly LayerGradients[]
  /** In the order of `layers`. */
  readonly maps: readonly LayerMap[]
  /** Explained score of the sample. */
  readonly score: number
  readonly evaluations: number
}

/**
 * The first half of the SISE family: the maps that `select` keeps of each layer become masks, each weighted by the score of
 * the sample seen through it; one map for each layer, from shallow to deep.
 */
export async function maskedLayers(
  context: Context,
  select: (layer: LayerGradients) => Selection,
): Promise<MaskedLayers> {
  const { session, sample, explained, signal } = context
  const names = chosenLayers(context)
  signal.throwIfAborted()
  const { layers, score } = await layerGradients(session, sample, names, explained)
  const selections = layers.map(select)
  const total = selections.reduce((count, { kept }) => count + kept.length, 0) + 1
  let done = 1
  context.onProgress(done, total)
  const maps: LayerMap[] = []
  for (const [index, layer] of layers.entries()) {
    const before = done
    maps.push(
      await layerMap(context, layer, selections[index]!, (scored) => {
        done = before + scored
        context.onProgress(done, total)
      }),
    )
  }
  return { layers, maps, score, evaluations: total }
}

/** What the SISE family has in common: the maps of the layers (`maskedLayers`), joined from shallow to deep. */
export async function explainByMasks(
  context: Context,
  select: (layer: LayerGradients) => Selection,
): Promise<Attribution> {
  const { session, explained } = context
  const [height, width] = session.model.inputShape
  const { maps, score, evaluations } = await maskedLayers(context, select)
  const saying = maps.filter((map) => map.degenerate === null)
  const saliencyMap = fuseLayers(
    saying.map((map) => map.values),
    context.params.fusion,
  )
  context.onProgress(evaluations, evaluations)
  const isSaturated = explained.output === 'probability' && score > SATURATED
  const notes = [isSaturated ? SATURATION_NOTE : null, closedGates(saying, context.params.fusion)].filter(
    (note) => note !== null,
  )
  return {
    saliencyMap: saliencyMap ?? new Float32Array(height * width),
    shape: [height, width],
    evaluations,
    degenerate: saying.length > 0 ? null : maps.map((map) => map.degenerate).join('; '),
    score,
    details: {
      layers: maps.map(({ values: _values, ...told }) => told),
      note: notes.length > 0 ? notes.join('; ') : null,
    },
  }
}

function chosenLayers({ session, params: { layers } }: Context): readonly string[] {
  const names = layers.length > 0 ? layers : pooledLayers(session.model)
  for (const name of names) session.spatialLayer(name)
  if (names.length === 0) {
    throw new WorkbenchError(
      'capability_missing',
      'no layer to explain from: the model has no feature maps with positions',
    )
  }
  return names
}

async function layerMap(
  { session, sample, explained, signal }: Context,
  layer: LayerGradients,
  { kept, threshold: gradientThreshold }: Selection,
  onScored: (done: number) => void,
): Promise<LayerMap> {
  const [height, width] = session.model.inputShape
  const [mapHeight, mapWidth] = [layer.shape[0]!, layer.shape[1]!]
  const told = {
    layerName: layer.layerName,
    keptMaps: kept,
    gradientThreshold,
    maskScores: [],
    constantMaps: 0,
    threshold: null,
  }
  const nothing = (degenerate: string): LayerMap => ({
    ...told,
    values: new Float32Array(height * width),
    degenerate,
  })
  if (kept.length === 0) {
    return nothing(
      `no feature map of ${layer.layerName} raises the score: every mean gradient is zero or negative`,
    )
  }
  const maps = tensor([kept.length, mapHeight, mapWidth, 1])
  kept.forEach((index, row) => maps.data.set(featureMap(layer, index), row * mapHeight * mapWidth))
  const { scores, ranges, maskSums } = await mapMaskScores({
    session,
    sample,
    maps,
    keys: kept.map((index) => `${layer.layerName} ${index}`),
    explained,
    signal,
    onChunk: onScored,
  })
  const weights = scores.map(
    (score, row) => score / (maskSums[row]! + RANGE_EPSILON) / (ranges[row]! + RANGE_EPSILON),
  )
  const sum = weightedSum(maps.data, weights, mapHeight * mapWidth)
  const values = stretched(
    resizeBilinear(sum, { height: mapHeight, width: mapWidth, channels: 1 }, { height, width }),
  )
  const scored = {
    ...told,
    maskScores: [...scores],
    constantMaps: ranges.filter((range) => range === 0).length,
  }
  if (values === null) {
    return { ...nothing(`the weighted masks of ${layer.layerName} add up to a constant`), ...scored }
  }
  return { ...scored, values, threshold: otsuFusionThreshold(values), degenerate: null }
}

function weightedSum(maps: Float32Array, weights: Float64Array, size: number): Float32Array {
  const sum = new Float64Array(size)
  weights.forEach((weight, row) => {
    const offset = row * size
    for (let position = 0; position < size; position++) sum[position]! += weight * maps[offset + position]!
  })
  return new Float32Array(sum)
}

/** (V - min V) / max(V - min V), or null where V is constant or not finite. Values are scaled in float64. */
function stretched(values: Float32Array): Float32Array | null {
  let lowest = Infinity
  let highest = -Infinity
  for (const value of values) {
    lowest = Math.min(lowest, value)
    highest = Math.max(highest, value)
  }
  const range = highest - lowest
  if (!(range > 0) || !Number.isFinite(range)) return null
  return values.map((value) => (value - lowest) / range)
}
