import type { Op, Pair } from '../../graph/graph.ts'
import { denseDepthwiseKernel, dilatedKernel } from './kernel-shapes.ts'
import { composedMaxPoolGradient } from './max-pool-gradient.ts'
import { cropImage, paddedSize, padImage, paddingMode, type TfPadding } from './padding.ts'
import { runKernel, type TfjsApi, type TfjsStep, type TfjsTensor } from './tfjs-api.ts'

type OpOf<T extends Op['type']> = Extract<Op, { type: T }>

/** Below every activation, and finite: TensorFlow's pad op takes it on every backend. */
const NEVER_THE_MAXIMUM = -3.4e38

function pairOf(shape: readonly number[], from: number): Pair {
  return [shape[from] ?? 1, shape[from + 1] ?? 1]
}

function reachOf(kernel: TfjsTensor, dilations: Pair): Pair {
  const [height, width] = pairOf(kernel.shape, 0)
  return [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1]
}

function isOne([vertical, horizontal]: Pair): boolean {
  return vertical === 1 && horizontal === 1
}

export function conv2d({ tf, inputs: [x, kernel] }: TfjsStep, op: OpOf<'conv2d'>): TfjsTensor {
  const reach = reachOf(kernel!, op.dilations)
  const { mode, amounts } = paddingMode(op.padding, pairOf(x!.shape, 1), reach, op.strides)
  const padded = padImage(tf, x!, amounts)
  // TensorFlow.js refuses strides and dilations at once, and TensorFlow uneven strides of depthwise kernels.
  const both = !isOne(op.strides) && !isOne(op.dilations)
  const unevenDepthwise = op.groups > 1 && op.strides[0] !== op.strides[1]
  const filter = both ? dilatedKernel(tf, kernel!, op.dilations) : kernel!
  const attributes = {
    strides: [...op.strides],
    pad: mode,
    dataFormat: 'NHWC',
    dilations: both ? [1, 1] : [...op.dilations],
  }
  if (op.groups === 1) return runKernel(tf, 'Conv2D', { x: padded, filter }, attributes)
  if (unevenDepthwise || filter.shape[2] !== 1) {
    const dense = denseDepthwiseKernel(tf, filter, op.groups)
    return runKernel(tf, 'Conv2D', { x: padded, filter: dense }, attributes)
  }
  const [height, width] = pairOf(filter.shape, 0)
  const perChannel = tf.reshape(filter, [height, width, op.groups, filter.shape[3]! / op.groups])
  return runKernel(tf, 'DepthwiseConv2dNative', { x: padded, filter: perChannel }, attributes)
}

export function conv2dInputGradient(
  { tf, inputs: [upstream, kernel] }: TfjsStep,
  op: OpOf<'conv2dInputGradient'>,
): TfjsTensor {
  const reach = reachOf(kernel!, op.dilations)
  const { mode, amounts } = paddingMode(op.padding, op.inputSize, reach, op.strides)
  // The gradient kernel knows no dilations, and wasm has none for depthwise kernels.
  const spreadOut = isOne(op.dilations) ? kernel! : dilatedKernel(tf, kernel!, op.dilations)
  const filter = op.groups === 1 ? spreadOut : denseDepthwiseKernel(tf, spreadOut, op.groups)
  const [height, width] = paddedSize(op.inputSize, amounts)
  const gradient = runKernel(
    tf,
    'Conv2DBackpropInput',
    { dy: upstream!, filter },
    {
      strides: [...op.strides],
      pad: mode,
      dataFormat: 'NHWC',
      inputShape: [upstream!.shape[0] ?? 1, height, width, filter.shape[2] ?? 1],
    },
  )
  return cropImage(tf, gradient, amounts, op.inputSize)
}

type PoolAttributes = { filterSize: number[]; strides: number[]; pad: string }

function poolAttributes(op: { window: Pair; strides: Pair }, pad: TfPadding): PoolAttributes {
  return { filterSize: [...op.window], strides: [...op.strides], pad }
}

export function maxPool({ tf, inputs: [x] }: TfjsStep, op: OpOf<'maxPool'>): TfjsTensor {
  const { mode, amounts } = paddingMode(op.padding, pairOf(x!.shape, 1), op.window, op.strides)
  const padded = padImage(tf, x!, amounts, NEVER_THE_MAXIMUM)
  return runKernel(tf, 'MaxPool', { x: padded }, poolAttributes(op, mode))
}

export function maxPoolGradient(
  { tf, inputs: [x, y, upstream] }: TfjsStep,
  op: OpOf<'maxPoolGradient'>,
): TfjsTensor {
  const size = pairOf(x!.shape, 1)
  if (tf.getBackend() === 'wasm') {
    const padded = padImage(tf, x!, op.padding, NEVER_THE_MAXIMUM)
    const { window, strides } = op
    const gradient = composedMaxPoolGradient(tf, { x: padded, y: y!, upstream: upstream!, window, strides })
    return cropImage(tf, gradient, op.padding, size)
  }
  const { mode, amounts } = paddingMode(op.padding, size, op.window, op.strides)
  const input = padImage(tf, x!, amounts, NEVER_THE_MAXIMUM)
  const inputs = { dy: upstream!, input, output: y! }
  return cropImage(tf, runKernel(tf, 'MaxPoolGrad', inputs, poolAttributes(op, mode)), amounts, size)
}

/** window area / pixels that the window holds, [1, h, w, 1]: turns a mean that counts zeros into one that does not. */
function meanCorrection(
  tf: TfjsApi,
  op: OpOf<'avgPool'> | OpOf<'avgPoolGradient'>,
  inputSize: Pair,
  outputSize: Pair,
): TfjsTensor {
  const members = (position: number, axis: 0 | 1) => {
    const start = position * op.strides[axis] - op.padding[axis * 2]!
    return Math.min(start + op.window[axis], inputSize[axis]) - Math.max(start, 0)
  }
  const area = op.window[0] * op.window[1]
  const factors = new Float32Array(outputSize[0] * outputSize[1])
  for (let row = 0; row < outputSize[0]; row++)
    for (let column = 0; column < outputSize[1]; column++)
      factors[row * outputSize[1] + column] = area / (members(row, 0) * members(column, 1))
  return tf.tensor(factors, [1, ...outputSize, 1])
}

export function avgPool({ tf, inputs: [x], shape }: TfjsStep, op: OpOf<'avgPool'>): TfjsTensor {
  const size = pairOf(x!.shape, 1)
  const { mode, amounts } = paddingMode(op.padding, size, op.window, op.strides)
  const pooled = runKernel(tf, 'AvgPool', { x: padImage(tf, x!, amounts) }, poolAttributes(op, mode))
  return amounts === undefined ? pooled : tf.mul(pooled, meanCorrection(tf, op, size, pairOf(shape, 1)))
}

export function avgPoolGradient(
  { tf, inputs: [upstream], shape }: TfjsStep,
  op: OpOf<'avgPoolGradient'>,
): TfjsTensor {
  const { amounts } = paddingMode(op.padding, op.inputSize, op.window, op.strides)
  // Also `same` padding is put around here: the gradient kernels differ in what they count.
  const around = op.padding.some((amount) => amount > 0) ? op.padding : amounts
  const factors = meanCorrection(tf, op, op.inputSize, pairOf(upstream!.shape, 1))
  const dy = around === undefined ? upstream! : tf.mul(upstream!, factors)
  const [height, width] = paddedSize(op.inputSize, around)
  // Only the shape of this input is read.
  const input = tf.zeros([shape[0] ?? 1, height, width, shape[3] ?? 1])
  const gradient = runKernel(tf, 'AvgPoolGrad', { dy, input }, poolAttributes(op, 'valid'))
  return cropImage(tf, gradient, around, op.inputSize)
}
