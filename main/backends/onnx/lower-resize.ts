import type { GraphNode, Op } from '../../graph/graph.ts'
import { tensor } from '../../graph/tensor.ts'
import type { Lowering } from './lowering.ts'

type OpOf<T extends Op['type']> = Extract<Op, { type: T }>

export function lowerResizeBilinear(lowering: Lowering, node: GraphNode, op: OpOf<'resizeBilinear'>): void {
  const x = lowering.value(node.inputs[0]!, 'nchw')
  const [, height = 1, width = 1] = lowering.shapeOf(node.inputs[0]!)
  const scales = tensor([4], [1, 1, scaleFor(height, op.height), scaleFor(width, op.width)])
  const name = lowering.emit('Resize', [x, '', lowering.floats(scales)], {
    mode: { s: 'linear' },
    coordinate_transformation_mode: { s: 'half_pixel' },
  })
  lowering.define(node.id, name, 'nchw')
}

/** The float32 ratio, one step up where rounding would lose the last row: the runtime takes floor(length * scale), not rounded. */
function scaleFor(from: number, to: number): number {
  const scale = Math.fround(to / from)
  return Math.floor(from * scale) >= to ? scale : Math.fround(scale * (1 + 2 ** -23))
}

export function lowerUpsampleNearest(lowering: Lowering, node: GraphNode, op: OpOf<'upsampleNearest'>): void {
  const x = lowering.value(node.inputs[0]!, 'nchw')
  const scales = lowering.floats(tensor([4], [1, 1, ...op.factor]))
  const name = lowering.emit('Resize', [x, '', scales], {
    mode: { s: 'nearest' },
    coordinate_transformation_mode: { s: 'asymmetric' },
    nearest_mode: { s: 'floor' },
  })
  lowering.define(node.id, name, 'nchw')
}
