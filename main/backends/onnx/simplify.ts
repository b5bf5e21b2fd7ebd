import type { Graph, GraphNode } from '../../graph/graph.ts'

/**
 * relu' after max pooling's gradient, moved in front of it: select(x, maxPoolGradient(x, y, g), 0) becomes
 * maxPoolGradient(x, y, select(y, g, 0)). A gradient arrives only where x is its window's y, so the two are equal; the mask
 * is then as small as the pooled image.
 */
export function maskBeforeUnpooling(graph: Graph): Graph {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]))
  const uses = countUses(graph)
  const moved = new Map<string, GraphNode[]>()
  for (const node of graph.nodes) {
    const [condition, gradientId, otherwise] = node.inputs
    if (node.op.type !== 'select' || !isZero(graph, otherwise)) continue
    const gradient = byId.get(gradientId!)
    if (gradient?.op.type !== 'maxPoolGradient' || gradient.inputs[0] !== condition) continue
    if (uses.get(gradient.id) !== 1) continue
    const [x, y, upstream] = gradient.inputs
    const mask: GraphNode = {
      id: gradient.id,
      op: node.op,
      inputs: [y!, upstream!, otherwise!],
      shape: byId.get(y!)?.shape ?? gradient.shape,
    }
    moved.set(gradient.id, [mask])
    moved.set(node.id, [{ ...gradient, id: node.id, inputs: [x!, y!, mask.id] }])
  }
  if (moved.size === 0) return graph
  return { ...graph, nodes: graph.nodes.flatMap((node) => moved.get(node.id) ?? [node]) }
}

function countUses(graph: Graph): Map<string, number> {
  const uses = new Map<string, number>()
  for (const id of [...graph.outputs, ...graph.nodes.flatMap(({ inputs }) => inputs)])
    uses.set(id, (uses.get(id) ?? 0) + 1)
  return uses
}

export function isZero(graph: Graph, id: string | undefined): boolean {
  const data = id === undefined ? undefined : graph.constants.get(id)?.data
  return data?.length === 1 && data[0] === 0
}
