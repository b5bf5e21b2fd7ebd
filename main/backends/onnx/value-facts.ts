import type { Graph } from '../../graph/graph.ts'

/** Ids of values that come from a relu, also through max pooling: they are 0 or above. */
export function rectifiedValues(graph: Graph): ReadonlySet<string> {
  const rectified = new Set<string>()
  for (const { id, op, inputs } of graph.nodes) {
    const isRelu = op.type === 'unary' && op.fn === 'relu'
    if (isRelu || (op.type === 'maxPool' && rectified.has(inputs[0]!))) rectified.add(id)
  }
  return rectified
}

/** Ids of values that arrive at a max pooling, and that its gradient spreads over the windows. */
export function unpooledValues(graph: Graph): ReadonlySet<string> {
  return new Set(graph.nodes.flatMap(({ op, inputs }) => (op.type === 'maxPoolGradient' ? [inputs[2]!] : [])))
}
