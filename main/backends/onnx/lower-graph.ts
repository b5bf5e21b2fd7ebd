import type { Graph, GraphNode } from '../../graph/graph.ts'
import {
  lowerBinary,
  lowerBroadcastLike,
  lowerMatMul,
  lowerReduce,
  lowerSelect,
  lowerSoftmax,
  lowerUnary,
} from './lower-elementwise.ts'
import { lowerResizeBilinear, lowerUpsampleNearest } from './lower-resize.ts'
import { lowerConcat, lowerPad, lowerReshape, lowerSlice, lowerTranspose } from './lower-shape.ts'
import {
  lowerAvgPool,
  lowerAvgPoolGradient,
  lowerConv2d,
  lowerConv2dInputGradient,
  lowerMaxPool,
  lowerMaxPoolGradient,
} from './lower-windowed.ts'
import { Lowering, type LoweringOptions } from './lowering.ts'
import { maskBeforeUnpooling } from './simplify.ts'
import { encodeOnnxModel } from './onnx-schema.ts'

/** Name in the ONNX model of a graph output (an output may also be an input of the graph, so ids do not serve). */
export function outputName(index: number): string {
  return `output${index}`
}

/** @returns bytes of an ONNX model with the graph's inputs by id and its outputs by `outputName`, all channels-last. */
export function lowerToOnnx(given: Graph, options: Partial<LoweringOptions> = {}): Uint8Array {
  const graph = maskBeforeUnpooling(given)
  const lowering = new Lowering(graph, {
    hasBlockedKernels: process.arch === 'x64',
    oneSample: false,
    ...options,
  })
  for (const node of neededNodes(graph)) lowerNode(lowering, node)
  const outputs = graph.outputs.map((id, index) => {
    const output = [outputName(index)]
    lowering.nodes.push({ opType: 'Identity', input: [lowering.value(id, 'nhwc')], output, attributes: {} })
    return { name: outputName(index), shape: lowering.sizesOf(lowering.shapeOf(id)) }
  })
  return encodeOnnxModel({
    nodes: lowering.nodes,
    initializers: lowering.initializers,
    values: lowering.values,
    inputs: graph.inputs.map(({ id, shape }) => ({ name: id, shape: lowering.sizesOf(shape) })),
    outputs,
  })
}

function neededNodes(graph: Graph): GraphNode[] {
  const needed = new Set(graph.outputs)
  const kept: GraphNode[] = []
  for (const node of graph.nodes.toReversed()) {
    if (!needed.has(node.id)) continue
    kept.push(node)
    for (const input of node.inputs) needed.add(input)
  }
  return kept.reverse()
}

function lowerNode(lowering: Lowering, node: GraphNode): void {
  const { op } = node
  switch (op.type) {
    case 'conv2d':
      return lowerConv2d(lowering, node, op)
    case 'conv2dInputGradient':
      return lowerConv2dInputGradient(lowering, node, op)
    case 'matMul':
      return lowerMatMul(lowering, node, op)
    case 'maxPool':
      return lowerMaxPool(lowering, node, op)
    case 'avgPool':
      return lowerAvgPool(lowering, node, op)
    case 'maxPoolGradient':
      return lowerMaxPoolGradient(lowering, node, op)
    case 'avgPoolGradient':
      return lowerAvgPoolGradient(lowering, node, op)
    case 'resizeBilinear':
      return lowerResizeBilinear(lowering, node, op)
    case 'upsampleNearest':
      return lowerUpsampleNearest(lowering, node, op)
    case 'unary':
      return lowerUnary(lowering, node, op)
    case 'binary':
      return lowerBinary(lowering, node, op)
    case 'select':
      return lowerSelect(lowering, node)
    case 'reduce':
      return lowerReduce(lowering, node, op)
    case 'softmax':
      return lowerSoftmax(lowering, node)
    case 'broadcastLike':
      return lowerBroadcastLike(lowering, node)
    case 'reshape':
      return lowerReshape(lowering, node, op)
    case 'transpose':
      return lowerTranspose(lowering, node, op)
    case 'pad':
      return lowerPad(lowering, node, op)
    case 'slice':
      return lowerSlice(lowering, node, op)
    case 'concat':
      return lowerConcat(lowering, node, op)
  }
}
