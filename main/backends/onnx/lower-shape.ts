import { BATCH, type GraphNode, type Op } from '../../graph/graph.ts'
import { axisIn, inOrder } from './layout.ts'
import type { Lowering } from './lowering.ts'

type OpOf<T extends Op['type']> = Extract<Op, { type: T }>

export function lowerReshape(lowering: Lowering, node: GraphNode, op: OpOf<'reshape'>): void {
  const x = lowering.value(node.inputs[0]!, 'nhwc')
  if (lowering.shapeOf(node.inputs[0]!).join() === node.shape.join()) {
    lowering.define(node.id, x, 'nhwc')
    return
  }
  const shape = lowering.integersOf(op.shape.map((size) => (size === BATCH ? -1 : size)))
  lowering.define(node.id, lowering.emit('Reshape', [x, shape]), 'nhwc')
}

export function lowerTranspose(lowering: Lowering, node: GraphNode, op: OpOf<'transpose'>): void {
  const x = node.inputs[0]!
  const layout = lowering.homeOf(x) ?? 'nhwc'
  const rank = op.permutation.length
  const perm = op.permutation.map((axis) => axisIn(layout, rank, axis))
  const name = lowering.emit('Transpose', [lowering.value(x, layout)], { perm: { ints: perm } })
  lowering.define(node.id, name, 'nhwc')
}

export function lowerPad(lowering: Lowering, node: GraphNode, op: OpOf<'pad'>): void {
  const layout = lowering.commonLayout(node)
  const paddings = inOrder(op.paddings, layout)
  const amounts = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]
  const inputs = [lowering.value(node.inputs[0]!, layout), lowering.integersOf(amounts)]
  if (feedsPooling(lowering, node.id)) inputs.push(lowering.scalar(NOT_QUITE_ZERO))
  lowering.define(node.id, lowering.emit('Pad', inputs), layout)
}

/**
 * onnxruntime folds zero padding into the pooling behind it, and then refuses padding as wide as the window. It leaves
 * another value alone; this one vanishes in every sum and never wins a maximum that zero would lose.
 */
const NOT_QUITE_ZERO = 2 ** -149

function feedsPooling({ graph }: Lowering, id: string): boolean {
  return graph.nodes.some(
    ({ op, inputs }) => inputs[0] === id && (op.type === 'avgPool' || op.type === 'maxPool'),
  )
}

const TO_THE_END = 2 ** 31 - 1

export function lowerSlice(lowering: Lowering, node: GraphNode, op: OpOf<'slice'>): void {
  const layout = lowering.commonLayout(node)
  const starts = inOrder(op.begin, layout)
  const ends = inOrder(op.size, layout).map((size, axis) =>
    size === BATCH ? TO_THE_END : starts[axis]! + size,
  )
  const x = lowering.value(node.inputs[0]!, layout)
  const name = lowering.emit('Slice', [x, lowering.integersOf(starts), lowering.integersOf(ends)])
  lowering.define(node.id, name, layout)
}

export function lowerConcat(lowering: Lowering, node: GraphNode, op: OpOf<'concat'>): void {
  const layout = lowering.commonLayout(node)
  const parts = node.inputs.map((id) => lowering.value(id, layout))
  const axis = axisIn(layout, node.shape.length, op.axis)
  lowering.define(node.id, lowering.emit('Concat', parts, { axis: { i: axis } }), layout)
}
