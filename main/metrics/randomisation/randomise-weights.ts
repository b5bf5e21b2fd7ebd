import type { GraphNode } from '../../graph/graph.ts'
import type { ModelGraph } from '../../graph/model-graph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Rng } from '../../kernels/rng.ts'

export interface WeightedLayer {
  readonly name: string
  /** Ids of its constants with more than one value. */
  readonly weights: readonly string[]
}

/**
 * Layers that have weights, from the input to the output. A layer's weights are the constants of the nodes between its inputs
 * and its output; one that is applied twice stands here once. Constants of no layer (the end of a model whose last activation
 * was taken apart) are layers by the stem of their ids.
 */
export function weightedLayers(model: ModelGraph): WeightedLayer[] {
  const nodes = new Map(model.graph.nodes.map((node) => [node.id, node]))
  const taken = new Set<string>()
  const groups = new Map<string, string[]>()
  const take = (name: string, ids: readonly string[]): void => {
    const fresh = ids.filter((id) => !taken.has(id))
    for (const id of fresh) taken.add(id)
    if (fresh.length > 0) groups.set(name, [...(groups.get(name) ?? []), ...fresh])
  }
  const hasWeights = (id: string): boolean => (model.graph.constants.get(id)?.data.length ?? 0) > 1
  const inOrder = model.layers.toSorted((a, b) => placeOf(model, a.output) - placeOf(model, b.output))
  for (const { name, inputs, output } of inOrder) {
    take(name, reachedFrom(output, new Set(inputs), nodes).filter(hasWeights))
  }
  for (const id of reachedFrom(model.probabilities, new Set(), nodes)) {
    if (hasWeights(id)) take(id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : id, [id])
  }
  const depth = (weights: readonly string[]): number =>
    model.graph.nodes.findIndex(({ inputs }) => inputs.some((id) => weights.includes(id)))
  return [...groups]
    .map(([name, weights]) => ({ name, weights }))
    .sort((a, b) => depth(a.weights) - depth(b.weights))
}

function placeOf(model: ModelGraph, id: string): number {
  return model.graph.nodes.findIndex((node) => node.id === id)
}

/** Every value that `output` is computed from, itself included, up to those of `borders`. */
function reachedFrom(
  output: string,
  borders: ReadonlySet<string>,
  nodes: ReadonlyMap<string, GraphNode>,
): string[] {
  const seen = new Set<string>()
  const waiting = [output]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id) || borders.has(id)) continue
    seen.add(id)
    waiting.push(...(nodes.get(id)?.inputs ?? []))
  }
  return [...seen]
}

/**
 * The same model with the weights of some layers shuffled, each tensor over all of its values (not along one axis), so that
 * their distribution stays. Other constants are shared with the model, which stays as it is.
 * @param rng  a tensor's shuffle depends on its place in the model alone, not on which other layers are shuffled
 */
export function randomiseWeights(model: ModelGraph, layers: readonly WeightedLayer[], rng: Rng): ModelGraph {
  const shuffled = new Set(layers.flatMap(({ weights }) => weights))
  const constants = new Map<string, Tensor>()
  let place = 0
  for (const [id, value] of model.graph.constants) {
    const stream = rng.fork(place++)
    constants.set(
      id,
      shuffled.has(id) ? { shape: value.shape, data: stream.shuffle(value.data.slice()) } : value,
    )
  }
  return { ...model, graph: { ...model.graph, constants } }
}
