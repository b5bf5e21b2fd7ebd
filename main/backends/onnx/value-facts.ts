import type { Graph, OpType } from '../../graph/graph.ts'

/** Ids of values that come from a relu, also through max pooling: they are 0 or above. */
export function rectifiedValues(graph: Graph): ReadonlySet<string> {
  const rectified = new Set<string>()
  for (const { id, op, inputs } of graph.nodes) {
    const isRelu = op.type === 'unary' && op.fn === 'relu'
    if (isRelu || (op.type === 'maxPool' && rectified.has(inputs[0]!))) rectified.add(id)
  }
  return rectified
}

const WINDOWED: ReadonlySet<OpType> = new Set<OpType>(['conv2d', 'maxPool', 'avgPool', 'resizeBilinear'])
const ELEMENTWISE: ReadonlySet<OpType> = new Set<OpType>(['unary', 'binary', 'select'])

/** Ids of values that only convolutions and their like read, also by way of element-wise ops: what is laid in front of a model. */
export function readChannelsFirst(graph: Graph): ReadonlySet<string> {
  const read = new Set<string>()
  const readOtherwise = new Set(graph.outputs)
  for (const { id, op, inputs } of graph.nodes.toReversed()) {
    const passesOn = ELEMENTWISE.has(op.type) && read.has(id) && !readOtherwise.has(id)
    inputs.forEach((input, index) => {
      const isChannelsFirst = passesOn || (WINDOWED.has(op.type) && index === 0)
      ;(isChannelsFirst ? read : readOtherwise).add(input)
    })
  }
  return new Set([...read].filter((id) => !readOtherwise.has(id)))
}
