import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH } from '../../main/graph/graph.ts'
import type { ModelGraph } from '../../main/graph/model-graph.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { reference } from './reference.ts'

/** The model of the reference: convolution 3x3, ReLU, mean over places, dense, softmax. Height 1 makes it one of signals. */
export function oneConvModel(inputShape = reference.model.inputShape): ModelGraph {
  const { kernelShape, kernel, bias, denseShape, dense } = reference.model
  const [height, width] = inputShape
  const builder = new GraphBuilder()
  const input = builder.input('input', [BATCH, ...inputShape])
  const convolved = builder.add(
    { type: 'conv2d', strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], groups: 1 },
    [input, builder.constant(tensor(kernelShape, kernel), 'kernel')],
  )
  const biased = builder.add({ type: 'binary', fn: 'add' }, [
    convolved,
    builder.constant(tensor([bias.length], bias), 'bias'),
  ])
  const maps = builder.add({ type: 'unary', fn: 'relu' }, [biased], 'maps')
  const pooled = builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [maps], 'pooled')
  const weights = builder.constant(tensor(denseShape, dense), 'dense')
  const logits = builder.add({ type: 'matMul', transposeB: false }, [pooled, weights], 'logits')
  const probabilities = builder.add({ type: 'softmax' }, [logits], 'probabilities')
  const classCount = denseShape[1]!
  return {
    graph: builder.build([logits, probabilities]),
    kind: height === 1 ? 'signal' : 'tile',
    input,
    inputShape,
    classCount,
    logits,
    probabilities,
    layers: [
      {
        name: 'conv',
        className: 'Conv2D',
        output: maps,
        inputs: [input],
        shape: [height, width, bias.length],
      },
      {
        name: 'pool',
        className: 'GlobalAveragePooling2D',
        output: pooled,
        inputs: [maps],
        shape: [bias.length],
      },
      { name: 'dense', className: 'Dense', output: probabilities, inputs: [pooled], shape: [classCount] },
    ],
    notes: [],
  }
}
