import { binary } from '../gradient/arithmetic.ts'
import { GraphBuilder } from '../graph-builder.ts'
import { BATCH, type Graph, type GraphNode } from '../graph.ts'
import { sizeOf, tensor } from '../tensor.ts'

/**
 * shap's softmax rule divides by differences of logits that may be one unit in the last place: a map of hundreds changes by
 * a factor with the order in which a dot product was summed. To reproduce published maps, sums are taken in the order of
 * TensorFlow's kernels (Eigen, AVX): dot products in blocks of 256, sums over classes in eight lanes.
 */
const BLOCK = 256
const LANES = 8
/** Convolutions are written as matrix products only where their windows are small: values per sample. */
const MAX_WINDOW_VALUES = 2 ** 18

/** The same graph with the same ids, its dot products summed in TensorFlow's order. */
export function inTensorflowOrder(graph: Graph): Graph {
  const builder = new GraphBuilder()
  for (const { id, shape } of graph.inputs) builder.input(id, shape)
  for (const [id, value] of graph.constants) if (!builder.has(id)) registerConstant(builder, id, value)
  for (const node of graph.nodes) {
    if (!addAsBlocks(builder, node) && !addAsProduct(builder, node))
      builder.add(node.op, node.inputs, node.id)
  }
  return builder.build(graph.outputs)
}

/** Equal constants share one id in a builder; a reshape keeps the other's name. */
function registerConstant(
  builder: GraphBuilder,
  id: string,
  value: Parameters<GraphBuilder['constant']>[0],
): void {
  const known = builder.constant(value, id)
  if (known !== id) builder.add({ type: 'reshape', shape: value.shape }, [known], id)
}

/** x W as the sum of the products of blocks of 256 rows of W. */
function addAsBlocks(builder: GraphBuilder, { id, op, inputs }: GraphNode): boolean {
  if (op.type !== 'matMul') return false
  const [x, weights] = [inputs[0]!, inputs[1]!]
  const matrix = builder.constantValue(weights)
  if (matrix === undefined || op.transposeB || matrix.shape[0]! <= BLOCK) return false
  const [inner, columns] = [matrix.shape[0]!, matrix.shape[1]!]
  const shape = builder.shapeOf(x)
  let sum: string | undefined
  for (let start = 0; start < inner; start += BLOCK) {
    const length = Math.min(BLOCK, inner - start)
    const begin = shape.map((_, axis) => (axis === shape.length - 1 ? start : 0))
    const part = builder.add({ type: 'slice', begin, size: [...shape.slice(0, -1), length] }, [x])
    const rows = tensor([length, columns], matrix.data.slice(start * columns, (start + length) * columns))
    const product = builder.add(op, [part, builder.constant(rows, `${weights}/rows`)])
    if (sum === undefined) sum = product
    else {
      const last = start + BLOCK >= inner
      sum = builder.add(
        { type: 'binary', fn: 'add' },
        [sum, product],
        last ? id : builder.freeId(`${id}/sum`),
      )
    }
  }
  return true
}

/** A convolution of stride 1 as one product of its windows, laid out by row, column, channel, with the kernel. */
function addAsProduct(builder: GraphBuilder, { id, op, inputs, shape }: GraphNode): boolean {
  if (op.type !== 'conv2d') return false
  const kernel = builder.constantValue(inputs[1]!)
  const plain = op.groups === 1 && [...op.strides, ...op.dilations].every((size) => size === 1)
  if (kernel === undefined || !plain) return false
  const [rows, columns, channels, filters] = [0, 1, 2, 3].map((axis) => kernel.shape[axis]!)
  const [, height, width] = shape
  const length = rows! * columns! * channels!
  if (length > BLOCK || length * height! * width! > MAX_WINDOW_VALUES) return false
  const [top, bottom, left, right] = op.padding
  const padded = builder.add(
    {
      type: 'pad',
      paddings: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
    },
    [inputs[0]!],
  )
  const parts: string[] = []
  for (let row = 0; row < rows!; row++)
    for (let column = 0; column < columns!; column++) {
      const size = [BATCH, height!, width!, channels!]
      parts.push(builder.add({ type: 'slice', begin: [0, row, column, 0], size }, [padded]))
    }
  const windows = parts.length === 1 ? parts[0]! : builder.add({ type: 'concat', axis: 3 }, parts)
  const matrix = builder.constant(tensor([sizeOf([length]), filters!], kernel.data), `${inputs[1]!}/matrix`)
  builder.add({ type: 'matMul', transposeB: false }, [windows, matrix], id)
  return true
}

/** Sum over the last axis, kept with length 1: eight lanes, folded in halves, and what is left over added to that. */
export function sumInLanes(builder: GraphBuilder, x: string): string {
  const shape = builder.shapeOf(x)
  const axis = shape.length - 1
  const count = shape[axis]!
  const part = (value: string, start: number, length: number) => {
    const begin = shape.map((_, index) => (index === axis ? start : 0))
    return builder.add({ type: 'slice', begin, size: [...shape.slice(0, -1), length] }, [value])
  }
  const add = (a: string, b: string) => binary(builder, 'add', a, b)
  const whole = count - (count % LANES)
  const rest = Array.from({ length: count - whole }, (_, index) => part(x, whole + index, 1))
  const packets = Array.from({ length: whole / LANES }, (_, index) => part(x, index * LANES, LANES))
  const remaining = rest.length === 0 ? undefined : rest.reduce(add)
  if (packets.length === 0) return remaining!
  let folded = packets.reduce(add)
  for (let half = LANES / 2; half >= 1; half /= 2)
    folded = add(part(folded, 0, half), part(folded, half, half))
  return remaining === undefined ? folded : add(remaining, folded)
}
