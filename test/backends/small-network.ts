import { gradientGraph, gradientId } from '../../main/graph/gradient.ts'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import type { Graph, Padding } from '../../main/graph/graph.ts'
import { spread } from './op-case.ts'

const NONE: Padding = [0, 0, 0, 0]
const SAME: Padding = [1, 1, 1, 1]

/** Two blocks of convolution, relu and pooling, then a mean and a product: the shape of the networks that are explained. */
export function smallNetwork(channels = 16): Graph {
  const builder = new GraphBuilder()
  let value = builder.input('image', [-1, 8, 12, 3])
  let width = 3
  for (let block = 0; block < 2; block++) {
    for (let layer = 0; layer < 2; layer++) {
      const kernel = builder.constant(spread([3, 3, width, channels], -0.4, 0.4, 0.1 * (block + layer)))
      const convolution = builder.add(
        { type: 'conv2d', strides: [1, 1], padding: SAME, dilations: [1, 1], groups: 1 },
        [value, kernel],
      )
      const bias = builder.constant(spread([channels], -0.2, 0.2))
      const sum = builder.add({ type: 'binary', fn: 'add' }, [convolution, bias])
      value = builder.add({ type: 'unary', fn: 'relu' }, [sum])
      width = channels
    }
    value = builder.add({ type: 'maxPool', window: [2, 2], strides: [2, 2], padding: NONE }, [value])
  }
  const pooled = builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [value])
  const weights = builder.constant(spread([channels, 4], -1, 1))
  builder.add({ type: 'matMul', transposeB: false }, [pooled, weights], 'logits')
  builder.add({ type: 'softmax' }, ['logits'], 'probabilities')
  return builder.build(['logits', 'probabilities'])
}

/** The network's probabilities and the gradient of a weighted sum of its logits by the image. */
export function smallNetworkGradient(channels = 16): { graph: Graph; gradient: string } {
  const graph = gradientGraph(smallNetwork(channels), {
    of: 'logits',
    upstream: spread([1, 4], -1, 1),
    withRespectTo: ['image'],
    keep: ['probabilities'],
  })
  return { graph, gradient: gradientId('image') }
}
