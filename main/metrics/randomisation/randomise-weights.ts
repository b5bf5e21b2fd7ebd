import type { Tensor } from '../../graph/tensor.ts'
import type { ModelGraph, ModelLayer } from '../../graph/model-graph.ts'
import type { Rng } from '../../kernels/rng.ts'

export interface WeightedLayer {
  readonly name: string
  /** Ids of its constants with more than one value. */
  readonly weights: readonly string[]
}

/**
 * Layers that have weights, from the input to the output. A layer's weights are the constants of the nodes between its inputs
 * and its output; a layer that is applied twice stands here once.
 */
export function weightedLayers(model: ModelGraph): WeightedLayer[] {
  const nodes = new Map(model.graph.nodes.map((node) => [node.id, node]))
  const places = new Map(model.graph.nodes.map((node, place) => [node.id, place]))
  const taken = new Set<string>()
  return model.layers
    .toSorted((a, b) => (places.get(a.output) ?? -1) - (places.get(b.output) ?? -1))
    .map((layer) => ({ name: layer.name, weights: weightsOf(layer) }))
    .filter(({ weights }) => {
      const fresh = weights.some((id) => !taken.has(id))
      for (const id of weights) taken.add(id)
      return fresh
    })

  function weightsOf(layer: ModelLayer): string[] {
    const weights = new Set<string>()
    const seen = new Set<string>(layer.inputs)
    const visit = (id: string): void => {
      if (seen.has(id)) return
      seen.add(id)
      const constant = model.graph.constants.get(id)
      if (constant !== undefined && constant.data.length > 1) weights.add(id)
      for (const input of nodes.get(id)?.inputs ?? []) visit(input)
    }
    visit(layer.output)
    return [...weights]
  }
}

/**
 * The same model with the weights of some layers shuffled, each tensor over all of its values (not along one axis), so that
 * their distribution stays. Other constants are shared with the model, which stays as it is.
 * @param rng  a tensor's shuffle depends on its id's place in the model alone, not on which other layers are shuffled
 */
export function randomiseWeights(model: ModelGraph, layers: readonly WeightedLayer[], rng: Rng): ModelGraph {
  const shuffled = new Set(layers.flatMap(({ weights }) => weights))
  const constants = new Map<string, Tensor>()
  let place = 0
  for (const [id, value] of model.graph.constants) {
    const stream = place++
    constants.set(
      id,
      shuffled.has(id) ? { shape: value.shape, data: rng.fork(stream).shuffle(value.data.slice()) } : value,
    )
  }
  return { ...model, graph: { ...model.graph, constants } }
}
