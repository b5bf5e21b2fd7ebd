import type { GraphNode, Op, Padding, Pooling } from '../../graph/graph.ts'
import { tensor, type Tensor } from '../../graph/tensor.ts'
import type { Lowering } from './lowering.ts'
import type { OnnxAttributeValue } from './onnx-schema.ts'
import { tilesByTwo, winnersOfTiles } from './max-pool-winners.ts'
import { convolveInSteps, paysInSteps } from './few-filters.ts'
import { gradientKernel, permute } from './permute.ts'

type OpOf<T extends Op['type']> = Extract<Op, { type: T }>
type Attributes = Record<string, OnnxAttributeValue>

/** ONNX lists all the beginnings, then all the ends. */
function pads([top, bottom, left, right]: Padding): OnnxAttributeValue {
  return { ints: [top, left, bottom, right] }
}

/** [kh, kw, C / groups, K] -> [K, C / groups, kh, kw]: of Conv and, read backwards, of ConvTranspose. */
const KERNEL_ORDER = [3, 2, 0, 1]

function kernelName(lowering: Lowering, id: string, change: (kernel: Tensor) => Tensor): string {
  const kernel = lowering.constant(id)
  if (kernel !== undefined) return lowering.floats(permute(change(kernel), KERNEL_ORDER))
  return lowering.emit('Transpose', [lowering.value(id, 'nhwc')], { perm: { ints: KERNEL_ORDER } })
}

export function lowerConv2d(lowering: Lowering, node: GraphNode, op: OpOf<'conv2d'>): void {
  const [x, kernel] = node.inputs
  const size = lowering.shapeOf(kernel!).slice(0, 2)
  const source = lowering.value(x!, 'nchw')
  const attributes = windowAttributes(op, size)
  const weights = lowering.constant(kernel!)
  const name =
    weights !== undefined && lowering.hasBlockedKernels && paysInSteps(op, weights.shape)
      ? convolveInSteps(lowering, source, weights, attributes)
      : lowering.emit('Conv', [source, kernelName(lowering, kernel!, (it) => it)], attributes)
  lowering.define(node.id, name, 'nchw')
}

function windowAttributes(
  op: OpOf<'conv2d'> | OpOf<'conv2dInputGradient'>,
  size: readonly number[],
): Attributes {
  return {
    kernel_shape: { ints: size },
    strides: { ints: op.strides },
    dilations: { ints: op.dilations },
    group: { i: op.groups },
    pads: pads(op.padding),
  }
}

/**
 * With stride 1 the gradient is a convolution with the turned kernel, which has the fast kernels; else a transposed
 * convolution whose output padding covers the rows and columns that no window reached.
 */
export function lowerConv2dInputGradient(
  lowering: Lowering,
  node: GraphNode,
  op: OpOf<'conv2dInputGradient'>,
): void {
  const [upstream, kernel] = node.inputs
  const size = lowering.shapeOf(kernel!).slice(0, 2)
  const reach = size.map((length, axis) => (length - 1) * op.dilations[axis]!)
  const [top, bottom, left, right] = op.padding
  const turned: Padding = [reach[0]! - top, reach[0]! - bottom, reach[1]! - left, reach[1]! - right]
  const x = lowering.value(upstream!, 'nchw')
  const isConstant = lowering.constant(kernel!) !== undefined
  const usesConvolution = isConstant && op.strides.every((stride) => stride === 1) && Math.min(...turned) >= 0
  if (usesConvolution) {
    const weights = kernelName(lowering, kernel!, (it) => gradientKernel(it, op.groups))
    const attributes = { ...windowAttributes(op, size), pads: pads(turned) }
    lowering.define(node.id, lowering.emit('Conv', [x, weights], attributes), 'nchw')
    return
  }
  const upstreamSize = lowering.shapeOf(upstream!).slice(1, 3)
  const before = [top, left]
  const after = [bottom, right]
  const uncovered = op.inputSize.map((length, axis) => {
    const covered = (upstreamSize[axis]! - 1) * op.strides[axis]! + reach[axis]! + 1
    return length - (covered - before[axis]! - after[axis]!)
  })
  const attributes = { ...windowAttributes(op, size), output_padding: { ints: uncovered } }
  const weights = kernelName(lowering, kernel!, (it) => it)
  lowering.define(node.id, lowering.emit('ConvTranspose', [x, weights], attributes), 'nchw')
}

function poolAttributes(op: Pooling): Attributes {
  return { kernel_shape: { ints: op.window }, strides: { ints: op.strides }, pads: pads(op.padding) }
}

export function lowerMaxPool(lowering: Lowering, node: GraphNode, op: OpOf<'maxPool'>): void {
  const x = lowering.value(node.inputs[0]!, 'nchw')
  lowering.define(node.id, lowering.emit('MaxPool', [x], poolAttributes(op)), 'nchw')
}

/**
 * MaxPool's second output names the first maximum of each window in the whole tensor. Windows that do not overlap name no
 * place twice, so that MaxUnpool may assign; else the gradients that meet are added.
 */
export function lowerMaxPoolGradient(lowering: Lowering, node: GraphNode, op: OpOf<'maxPoolGradient'>): void {
  const [x, y, upstream] = node.inputs
  const input = lowering.value(x!, 'nchw')
  const size = lowering.shapeOf(x!)
  const winners = tilesByTwo(op, size)
    ? winnersOfTiles(lowering, input, lowering.value(y!, 'nchw'), size)
    : lowering.emitMany('MaxPool', [input], poolAttributes(op), 2)[1]!
  const gradient = lowering.value(upstream!, 'nchw')
  const shape = shapeLike(lowering, y!, size)
  const overlaps = op.window.some((length, axis) => length > op.strides[axis]!)
  if (!overlaps) {
    // The winners are places in the whole tensor; a 1x1 window keeps the runtime from guessing a size of its own.
    const attributes: Attributes = { kernel_shape: { ints: [1, 1] }, strides: { ints: [1, 1] } }
    lowering.define(node.id, lowering.emit('MaxUnpool', [gradient, winners, shape], attributes), 'nchw')
    return
  }
  const flat = lowering.integersOf([-1])
  const length = lowering.emit('ReduceProd', [shape])
  const scattered = lowering.emit(
    'ScatterElements',
    [
      lowering.emit('ConstantOfShape', [length]),
      lowering.emit('Reshape', [winners, flat]),
      lowering.emit('Reshape', [gradient, flat]),
    ],
    { axis: { i: 0 }, reduction: { s: 'add' } },
  )
  lowering.define(node.id, lowering.emit('Reshape', [scattered, shape]), 'nchw')
}

/** The shape [N, C, H, W] of a value, N read from another: asking the value itself would reorder it to be asked. */
function shapeLike(lowering: Lowering, batched: string, size: readonly number[]): string {
  const [, height = 1, width = 1, channels = 1] = size
  if (lowering.batch === 1) return lowering.integersOf([1, channels, height, width])
  const home = lowering.homeOf(batched) ?? 'nhwc'
  const range = { start: { i: 0 }, end: { i: 1 } }
  const batch = lowering.emit('Shape', [lowering.value(batched, home)], range)
  return lowering.emit('Concat', [batch, lowering.integersOf([channels, height, width])], { axis: { i: 0 } })
}

export function lowerAvgPool(lowering: Lowering, node: GraphNode, op: OpOf<'avgPool'>): void {
  const x = lowering.value(node.inputs[0]!, 'nchw')
  lowering.define(node.id, lowering.emit('AveragePool', [x], poolAttributes(op)), 'nchw')
}

/** Every window hands gradient / count to its members: a transposed convolution with ones, channel by channel. */
export function lowerAvgPoolGradient(lowering: Lowering, node: GraphNode, op: OpOf<'avgPoolGradient'>): void {
  const upstream = node.inputs[0]!
  const [, height = 1, width = 1, channels = 1] = lowering.shapeOf(upstream)
  const shares = lowering.floats(windowShares(op, height, width))
  const scaled = lowering.emit('Mul', [lowering.value(upstream, 'nchw'), shares])
  const planes = lowering.emit('Reshape', [scaled, lowering.integersOf([-1, 1, height, width])])
  const ones = lowering.floats(
    tensor([1, 1, ...op.window], new Float32Array(op.window[0] * op.window[1]).fill(1)),
  )
  const [top, bottom, left, right] = op.padding
  const uncovered = [
    op.inputSize[0] - ((height - 1) * op.strides[0] + op.window[0] - top - bottom),
    op.inputSize[1] - ((width - 1) * op.strides[1] + op.window[1] - left - right),
  ]
  const spread = lowering.emit('ConvTranspose', [planes, ones], {
    ...poolAttributes(op),
    output_padding: { ints: uncovered },
  })
  const shape = lowering.integersOf([-1, channels, ...op.inputSize])
  lowering.define(node.id, lowering.emit('Reshape', [spread, shape]), 'nchw')
}

/** 1 / number of pixels that each window holds, [1, 1, height, width]; padding does not count. */
function windowShares(op: OpOf<'avgPoolGradient'>, height: number, width: number): Tensor {
  const members = (position: number, axis: 0 | 1) => {
    const start = position * op.strides[axis] - op.padding[axis * 2]!
    return Math.min(start + op.window[axis], op.inputSize[axis]) - Math.max(start, 0)
  }
  const shares = new Float32Array(height * width)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      shares[row * width + column] = 1 / (members(row, 0) * members(column, 1))
  return tensor([1, 1, height, width], shares)
}
