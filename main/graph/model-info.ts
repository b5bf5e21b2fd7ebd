import type { GraphNode } from './graph.ts'
import type { ModelGraph, ModelLayer } from './model-graph.ts'

/** What a method may need of a model (`needs` of a method). */
export type Capability = 'gradients' | 'featureMaps' | 'globalPoolingHead'

/** Layers that say where others look rather than what they see. */
const REARRANGING =
  /^(InputLayer|Zero|Crop|UpSampl|Reshape|Permute|RepeatVector|.*Dropout|GaussianNoise|Random)/
const POOLING = /Pooling/
const MERGING = /^(Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate)$/

/** Layers whose output has places: [h, w, K] with more than one place. Layers that only pass a value on are left out. */
export function spatialLayers(model: ModelGraph): ModelLayer[] {
  return model.layers.filter(
    (layer, index) =>
      isSpatial(layer) &&
      layer.output !== model.input &&
      model.layers.findIndex(({ output }) => output === layer.output) === index,
  )
}

/** The last layer that computes feature maps: the usual layer of Grad-CAM. Pooling and padding after it do not count. */
export function lastSpatialLayer(model: ModelGraph): string | undefined {
  return spatialLayers(model).findLast(seesPlaces)?.name
}

/** What can be asked of a model. Every op has a derivative; a model without places has no feature maps. */
export function capabilities(model: ModelGraph): readonly Capability[] {
  if (lastSpatialLayer(model) === undefined) return ['gradients']
  return endsInGlobalPooling(model)
    ? ['gradients', 'featureMaps', 'globalPoolingHead']
    : ['gradients', 'featureMaps']
}

/** Are the logits a linear function of the mean of each feature map, as CAM asks? */
function endsInGlobalPooling({ graph, logits }: ModelGraph): boolean {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  for (let id = logits; ;) {
    const node = nodes.get(id)
    if (node === undefined) return false
    const values = node.inputs.filter((input) => !graph.constants.has(input))
    const [source] = values
    if (source === undefined || values.length > 1) return false
    if (isGlobalAverage(node, nodes.get(source)?.shape)) return true
    const rearranges = node.op.type === 'reshape' && placesOf(nodes.get(source)?.shape) === 1
    if (!rearranges && !isLinear(node)) return false
    id = source
  }
}

function isGlobalAverage({ op, shape }: GraphNode, source: readonly number[] | undefined): boolean {
  if (source?.length !== 4) return false
  if (op.type === 'reduce') return op.fn === 'mean' && op.axes.includes(1) && op.axes.includes(2)
  return op.type === 'avgPool' && placesOf(shape) === 1 && op.padding.every((width) => width === 0)
}

/** Of a value with one place: a layer, a bias or a scale. */
function isLinear({ op, shape }: GraphNode): boolean {
  if (op.type === 'conv2d') return placesOf(shape) === 1 && op.padding.every((width) => width === 0)
  return op.type === 'matMul' || (op.type === 'binary' && ['add', 'subtract', 'multiply'].includes(op.fn))
}

function placesOf(shape: readonly number[] | undefined): number {
  return shape?.length === 4 ? shape[1]! * shape[2]! : 1
}

/**
 * The default layers of SISE, from shallow to deep: one per block, the last before the model halves its resolution (by
 * pooling or by a strided convolution), and the last one of all where a block of its own follows the last halving. Of
 * several at one resolution the end of a residual or dense block is taken, else the last.
 *
 * @returns names of layers; at least `lastSpatialLayer` where there is one
 * @see     Sattarzadeh et al., Explaining Convolutional Neural Networks through Attribution-Based Input Sampling and
 *          Block-Wise Feature Aggregation, AAAI 2021, section 3.1; deviation: strided convolutions count as pooling
 */
export function pooledLayers(model: ModelGraph): string[] {
  const nodes = new Map(model.graph.nodes.map((node) => [node.id, node]))
  const ends = model.layers
    .filter((layer) => layer.inputs.length === 1 && halves(layer, nodes))
    .flatMap((layer) => sourceOf(model, layer.inputs[0]!) ?? [])
  const last = spatialLayers(model).findLast((layer) => !REARRANGING.test(layer.className))
  if (last !== undefined && !POOLING.test(last.className)) ends.push(last)
  const byResolution = new Map<string, ModelLayer[]>()
  for (const end of ends) {
    const resolution = end.shape.slice(0, 2).join('x')
    byResolution.set(resolution, [...(byResolution.get(resolution) ?? []), end])
  }
  const chosen = new Set(
    [...byResolution.values()].map(
      (layers) => (layers.findLast((layer) => endsBlock(model, layer)) ?? layers.at(-1)!).name,
    ),
  )
  return model.layers.filter(({ name }) => chosen.has(name)).map(({ name }) => name)
}

function isSpatial(layer: ModelLayer): boolean {
  return layer.shape.length === 3 && layer.shape[0]! * layer.shape[1]! > 1
}

function seesPlaces(layer: ModelLayer): boolean {
  return isSpatial(layer) && !REARRANGING.test(layer.className) && !POOLING.test(layer.className)
}

/** Does a convolution or pooling inside of the layer move by more than one place? */
function halves(layer: ModelLayer, nodes: ReadonlyMap<string, GraphNode>): boolean {
  const visit = (id: string): boolean => {
    const node = layer.inputs.includes(id) ? undefined : nodes.get(id)
    if (node === undefined) return false
    const strides = 'strides' in node.op ? node.op.strides : [1, 1]
    return strides.some((stride) => stride > 1) || node.inputs.some(visit)
  }
  return visit(layer.output)
}

/** The layer that made a value, looking through padding, cropping and dropout; undefined for the model's input. */
function sourceOf(model: ModelGraph, value: string): ModelLayer | undefined {
  const layer = model.layers.find(({ output }) => output === value)
  if (layer === undefined || value === model.input) return undefined
  if (REARRANGING.test(layer.className))
    return layer.inputs.length === 1 ? sourceOf(model, layer.inputs[0]!) : undefined
  return seesPlaces(layer) ? layer : undefined
}

/** A merge of several ways, or the activation or normalisation right after one. */
function endsBlock(model: ModelGraph, layer: ModelLayer): boolean {
  if (MERGING.test(layer.className)) return true
  if (!/Activation|ReLU|ELU|BatchNormalization/.test(layer.className)) return false
  const before = sourceOf(model, layer.inputs[0]!)
  return before !== undefined && endsBlock(model, before)
}
