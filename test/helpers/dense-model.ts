import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH } from '../../main/graph/graph.ts'
import type { ModelGraph } from '../../main/graph/model-graph.ts'
import { sizeOf, tensor, type Tensor } from '../../main/graph/tensor.ts'
import { createRng } from '../../main/kernels/rng.ts'

interface DenseModelOptions {
  readonly inputShape: readonly [number, number, number]
  readonly classCount?: number
  /** Units of a hidden ReLU layer; 0 makes the logits linear in the input. */
  readonly hidden?: number
  readonly seed?: number
}

export interface DenseModel {
  readonly model: ModelGraph
  /** Of the last layer, [units, classCount]. */
  readonly weights: Tensor
}

/** Random weights: flatten, dense with ReLU where asked for, dense, softmax. Height 1 makes it a model of signals. */
export function denseModel(options: DenseModelOptions): DenseModel {
  const { inputShape, classCount = 3, hidden = 0, seed = 5 } = options
  const rng = createRng(seed)
  const random = (shape: readonly number[]) =>
    tensor(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => rng.normal() / Math.sqrt(shape[0]!)),
    )
  const builder = new GraphBuilder()
  const size = sizeOf(inputShape)
  const input = builder.input('input', [BATCH, ...inputShape])
  let value = builder.add({ type: 'reshape', shape: [BATCH, size] }, [input])
  const product = (matrix: Tensor, id?: string) =>
    builder.add({ type: 'matMul', transposeB: false }, [value, builder.constant(matrix)], id)
  if (hidden > 0) {
    value = product(random([size, hidden]))
    value = builder.add({ type: 'unary', fn: 'relu' }, [value])
  }
  const weights = random([hidden > 0 ? hidden : size, classCount])
  const logits = product(weights, 'logits')
  const probabilities = builder.add({ type: 'softmax' }, [logits], 'probabilities')
  const model: ModelGraph = {
    graph: builder.build([logits, probabilities]),
    kind: inputShape[0] === 1 ? 'signal' : 'tile',
    input,
    inputShape,
    classCount,
    logits,
    probabilities,
    layers: [],
    notes: [],
  }
  return { model, weights }
}
