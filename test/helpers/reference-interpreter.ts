import type { Graph, GraphNode } from '../../main/graph/graph.ts'
import { tensor, type Tensor } from '../../main/graph/tensor.ts'
import { evaluateElementwise } from './reference-elementwise.ts'
import { evaluateWindowed } from './reference-windowed.ts'

/** A dense float64 array in row-major order. */
export interface Array64 {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

/** Float64 value of every node, input and constant of a graph: the obvious loops, no regard for speed. */
export function interpretAll(
  graph: Graph,
  feeds: Readonly<Record<string, { shape: readonly number[]; data: ArrayLike<number> }>>,
): Map<string, Array64> {
  const values = new Map<string, Array64>()
  for (const [id, constant] of graph.constants) values.set(id, toArray64(constant))
  for (const { id, shape } of graph.inputs) {
    const feed = feeds[id]
    if (feed === undefined) throw new Error(`missing feed: ${id}`)
    if (
      feed.shape.length !== shape.length ||
      shape.some((size, axis) => size >= 0 && size !== feed.shape[axis])
    )
      throw new Error(`wrong feed shape: ${id} [${feed.shape.join(', ')}], declared [${shape.join(', ')}]`)
    values.set(id, toArray64(feed))
  }
  for (const node of graph.nodes) values.set(node.id, evaluateNode(node, values))
  return values
}

/** Float64 outputs of a graph, by id. */
export function interpret64(
  graph: Graph,
  feeds: Readonly<Record<string, { shape: readonly number[]; data: ArrayLike<number> }>>,
): Record<string, Array64> {
  const values = interpretAll(graph, feeds)
  return Object.fromEntries(graph.outputs.map((id) => [id, values.get(id)!]))
}

/** Outputs of a graph, by id, rounded to float32: the oracle of the backends. */
export function interpret(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const outputs = Object.entries(interpret64(graph, feeds))
  return Object.fromEntries(
    outputs.map(([id, { shape, data }]) => [id, tensor(shape, Float32Array.from(data))]),
  )
}

function toArray64(source: { shape: readonly number[]; data: ArrayLike<number> }): Array64 {
  return { shape: source.shape, data: Float64Array.from(source.data) }
}

function evaluateNode(node: GraphNode, values: ReadonlyMap<string, Array64>): Array64 {
  const inputs = node.inputs.map((id) => {
    const value = values.get(id)
    if (value === undefined) throw new Error(`value used before it is made: ${id} in ${node.id}`)
    return value
  })
  const result = evaluateWindowed(node.op, inputs) ?? evaluateElementwise(node.op, inputs)
  if (result === undefined) throw new Error(`unknown op: ${node.op.type}`)
  const fits =
    result.shape.length === node.shape.length &&
    node.shape.every((size, axis) => size < 0 || size === result.shape[axis])
  if (!fits)
    throw new Error(`${node.id}: computed [${result.shape.join(', ')}], inferred [${node.shape.join(', ')}]`)
  return result
}
