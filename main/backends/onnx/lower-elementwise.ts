import type { BinaryFunction, GraphNode, Op, ReduceFunction, UnaryFunction } from '../../graph/graph.ts'
import { axisIn, type Layout } from './layout.ts'
import type { Lowering } from './lowering.ts'
import { isZero } from './simplify.ts'
import type { OnnxAttributeValue } from './onnx-schema.ts'

type OpOf<T extends Op['type']> = Extract<Op, { type: T }>

const UNARY: Partial<Record<UnaryFunction, string>> = {
  relu: 'Relu',
  leakyRelu: 'LeakyRelu',
  elu: 'Elu',
  selu: 'Selu',
  softplus: 'Softplus',
  softsign: 'Softsign',
  sigmoid: 'Sigmoid',
  hardSigmoid: 'HardSigmoid',
  tanh: 'Tanh',
  gelu: 'Gelu',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  negate: 'Neg',
  abs: 'Abs',
  sign: 'Sign',
  reciprocal: 'Reciprocal',
  erf: 'Erf',
}

const DEFAULT_ALPHA: Partial<Record<UnaryFunction, number>> = { leakyRelu: 0.3, elu: 1, hardSigmoid: 0.2 }

export function lowerUnary(lowering: Lowering, node: GraphNode, op: OpOf<'unary'>): void {
  const layout = lowering.commonLayout(node)
  const x = lowering.value(node.inputs[0]!, layout)
  lowering.define(node.id, unaryName(lowering, op, x), layout)
}

function unaryName(lowering: Lowering, op: OpOf<'unary'>, x: string): string {
  if (op.fn === 'relu6') return lowering.emit('Clip', [x, lowering.scalar(0), lowering.scalar(6)])
  if (op.fn === 'swish') return lowering.emit('Mul', [x, lowering.emit('Sigmoid', [x])])
  if (op.fn === 'square') return lowering.emit('Mul', [x, x])
  const alpha = op.alpha ?? DEFAULT_ALPHA[op.fn]
  const attributes: Record<string, OnnxAttributeValue> = {}
  if (DEFAULT_ALPHA[op.fn] !== undefined && alpha !== undefined) attributes['alpha'] = { f: alpha }
  return lowering.emit(UNARY[op.fn]!, [x], attributes)
}

const BINARY: Record<BinaryFunction, string> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  maximum: 'Max',
  minimum: 'Min',
  greater: 'Greater',
  greaterEqual: 'GreaterOrEqual',
  equal: 'Equal',
}
const COMPARISONS: readonly BinaryFunction[] = ['greater', 'greaterEqual', 'equal']

export function lowerBinary(lowering: Lowering, node: GraphNode, op: OpOf<'binary'>): void {
  const layout = lowering.commonLayout(node)
  const operands = node.inputs.map((id) => lowering.operand(id, node.shape.length, layout))
  const name = lowering.emit(BINARY[op.fn], operands)
  if (COMPARISONS.includes(op.fn)) lowering.defineCondition(node.id, name, layout)
  else lowering.define(node.id, name, layout)
}

export function lowerSelect(lowering: Lowering, node: GraphNode): void {
  const layout = lowering.commonLayout(node)
  const rank = node.shape.length
  const [condition, a, b] = node.inputs
  if (masksByRelu(lowering, node)) {
    const value = lowering.operand(a!, rank, layout)
    const mask = zeroOrOne(lowering, lowering.operand(condition!, rank, layout))
    lowering.define(node.id, lowering.emit('Mul', [value, mask]), layout)
    return
  }
  const operands = [a!, b!].map((id) => lowering.operand(id, rank, layout))
  const name = lowering.emit('Where', [lowering.condition(condition!, rank, layout), ...operands])
  lowering.define(node.id, name, layout)
}

/** select(relu(..), a, 0) is a product with 0 or 1: a fraction of the passes over memory of a Where. */
function masksByRelu(lowering: Lowering, { inputs }: GraphNode): boolean {
  const [condition, , otherwise] = inputs
  return isZero(lowering.graph, otherwise) && lowering.rectified.has(condition!)
}

/** A power of two by which every normal positive float32 becomes 1 or more. */
const LARGE = 2 ** 126

/** 1 where a value that is never negative is positive, else 0: min(1, LARGE x), by an op that takes values in their blocks. */
function zeroOrOne(lowering: Lowering, x: string): string {
  return lowering.emit('HardSigmoid', [x], { alpha: { f: LARGE }, beta: { f: 0 } })
}

export function lowerBroadcastLike(lowering: Lowering, node: GraphNode): void {
  const layout = lowering.commonLayout(node)
  const [x, like] = node.inputs
  const shape = lowering.emit('Shape', [lowering.value(like!, layout)])
  const source = lowering.operand(x!, node.shape.length, layout)
  lowering.define(node.id, lowering.emit('Expand', [source, shape]), layout)
}

const REDUCE: Record<ReduceFunction, string> = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  max: 'ReduceMax',
  min: 'ReduceMin',
}

/**
 * Where the axes are dropped, what is left must stand in channels-last order. The mean over all pixels has an op of its
 * own, which the blocked kernels know.
 */
export function lowerReduce(lowering: Lowering, node: GraphNode, op: OpOf<'reduce'>): void {
  const x = node.inputs[0]!
  const rank = lowering.shapeOf(x).length
  const layout = reduceLayout(lowering, x, op)
  const source = lowering.value(x, layout)
  const axes = [...op.axes].sort((a, b) => a - b)
  if (op.fn === 'mean' && layout === 'nchw' && axes.join() === '1,2') {
    const pooled = lowering.emit('GlobalAveragePool', [source])
    const name = op.keepDims ? pooled : lowering.emit('Reshape', [pooled, lowering.integersOf(node.shape)])
    lowering.define(node.id, name, op.keepDims ? 'nchw' : 'nhwc')
    return
  }
  const physical = lowering.integersOf(axes.map((axis) => axisIn(layout, rank, axis)))
  const name = lowering.emit(REDUCE[op.fn], [source, physical], { keepdims: { i: op.keepDims ? 1 : 0 } })
  lowering.define(node.id, name, op.keepDims ? layout : 'nhwc')
}

function reduceLayout(lowering: Lowering, x: string, op: OpOf<'reduce'>): Layout {
  if (lowering.shapeOf(x).length !== 4 || lowering.homeOf(x) !== 'nchw') return 'nhwc'
  const keepsChannels = !op.axes.includes(3)
  const keepsPixels = !op.axes.includes(1) || !op.axes.includes(2)
  return op.keepDims || !(keepsChannels && keepsPixels) ? 'nchw' : 'nhwc'
}

export function lowerSoftmax(lowering: Lowering, node: GraphNode): void {
  const layout = lowering.commonLayout(node)
  const rank = node.shape.length
  const attributes = { axis: { i: axisIn(layout, rank, rank - 1) } }
  const x = lowering.value(node.inputs[0]!, layout)
  lowering.define(node.id, lowering.emit('Softmax', [x], attributes), layout)
}

export function lowerMatMul(lowering: Lowering, node: GraphNode, op: OpOf<'matMul'>): void {
  const [a, b] = node.inputs
  const left = lowering.value(a!, 'nhwc')
  const right = lowering.value(b!, 'nhwc')
  const turned = op.transposeB ? lowering.emit('Transpose', [right], { perm: { ints: [1, 0] } }) : right
  lowering.define(node.id, lowering.emit('MatMul', [left, turned]), 'nhwc')
}
