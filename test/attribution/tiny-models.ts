import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH } from '../../main/graph/graph.ts'
import type { ModelGraph, ModelLayer } from '../../main/graph/model-graph.ts'
import { sizeOf, tensor, type Tensor } from '../../main/graph/tensor.ts'
import { createRng } from '../../main/kernels/rng.ts'

interface TinyOptions {
  readonly seed?: number
  /** Adds biases to the convolutions and the dense layer. */
  readonly biased?: boolean
  /** Function after each convolution; null for a linear model. */
  readonly activation?: 'relu' | 'tanh' | null
  readonly classCount?: number
}

/**
 * Two convolutions with max pooling between them, global average, dense, softmax: everything that a method may need.
 * A signal has height 1. Weights are drawn at random.
 */
export function tinyModel(
  inputShape: readonly [number, number, number],
  { seed = 5, biased = true, activation = 'relu', classCount = 3 }: TinyOptions = {},
): ModelGraph {
  const rng = createRng(seed)
  const random = (shape: readonly number[]): Tensor =>
    tensor(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => rng.normal()),
    )
  const [height, width, channels] = inputShape
  const flat = height === 1
  const builder = new GraphBuilder()
  const input = builder.input('input', [BATCH, ...inputShape])
  const layers: ModelLayer[] = []
  const add = (name: string, className: string, inputs: readonly string[], output: string): string => {
    layers.push({ name, className, inputs, output, shape: builder.shapeOf(output).slice(1) })
    return output
  }
  const shifted = (value: string, count: number, name: string): string =>
    biased
      ? builder.add({ type: 'binary', fn: 'add' }, [value, builder.constant(random([count]), `${name}/bias`)])
      : value
  const convolution = (name: string, x: string, from: number, to: number): string => {
    const op = {
      type: 'conv2d',
      strides: [1, 1],
      padding: [flat ? 0 : 1, flat ? 0 : 1, 1, 1],
      dilations: [1, 1],
      groups: 1,
    } as const
    const kernel = builder.constant(random([flat ? 1 : 3, 3, from, to]), `${name}/kernel`)
    const sum = shifted(builder.add(op, [x, kernel], `${name}/conv2d`), to, name)
    const value =
      activation === null ? sum : builder.add({ type: 'unary', fn: activation }, [sum], `${name}/out`)
    return add(name, flat ? 'Conv1D' : 'Conv2D', [x], value)
  }
  const first = convolution('first', input, channels, 5)
  const window = [flat ? 1 : 2, 2] as const
  // A maximum only beside the other kink, so that the model with tanh is smooth.
  const pooling = activation === 'relu' ? 'maxPool' : 'avgPool'
  const pooled = builder.add(
    { type: pooling, window, strides: window, padding: [0, 0, 0, 0] },
    [first],
    'pool',
  )
  add('pool', flat ? 'MaxPooling1D' : 'MaxPooling2D', [first], pooled)
  const second = convolution('second', pooled, 5, 6)
  const mean = builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [second], 'mean')
  add('mean', 'GlobalAveragePooling', [second], mean)
  const product = builder.add({ type: 'matMul', transposeB: false }, [
    mean,
    builder.constant(random([6, classCount]), 'dense/kernel'),
  ])
  const logits = builder.add(
    { type: 'reshape', shape: [BATCH, classCount] },
    [shifted(product, classCount, 'dense')],
    'logits',
  )
  const probabilities = builder.add({ type: 'softmax' }, [logits], 'probabilities')
  add('dense', 'Dense', [mean], probabilities)
  return {
    graph: builder.build([logits, probabilities]),
    kind: flat ? 'signal' : 'tile',
    input,
    inputShape: [height, width, channels],
    classCount,
    logits,
    probabilities,
    layers,
    notes: [],
  }
}

/** Values in [0, 1), the same for the same seed. */
export function randomSample(model: ModelGraph, seed = 1): Float32Array {
  const rng = createRng(seed)
  return Float32Array.from({ length: sizeOf(model.inputShape) }, () => rng.uniform())
}
