import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import type { Graph } from '../../main/graph/graph.ts'
import { tensor, type Tensor } from '../../main/graph/tensor.ts'

/** Numbers in [-1, 1) from a seed (a multiplicative congruential generator: only speed is measured with them). */
export function seededTensor(shape: readonly number[], seed: number, scale = 1): Tensor {
  let state = (seed * 2_654_435_761 + 1) % 4_294_967_296
  const result = tensor(shape)
  for (let index = 0; index < result.data.length; index++) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    result.data[index] = ((state / 4_294_967_296) * 2 - 1) * scale
  }
  return result
}

const SAME: readonly [number, number, number, number] = [1, 1, 1, 1]
const ONE: readonly [number, number] = [1, 1]
const TWO: readonly [number, number] = [2, 2]

/** The architecture of HMT.h5: 3x3 convolutions 32, 32, pool, 64, 64, pool, mean, dense; outputs logits and probabilities. */
export function vggModel(size = 224, classCount = 8): Graph {
  const builder = new GraphBuilder()
  let value = builder.input('image', [-1, size, size, 3])
  let channels = 3
  const convolve = (filters: number) => {
    const kernel = builder.constant(
      seededTensor([3, 3, channels, filters], filters + channels, Math.sqrt(6 / (9 * channels))),
    )
    const convolution = builder.add(
      { type: 'conv2d', strides: ONE, padding: SAME, dilations: ONE, groups: 1 },
      [value, kernel],
    )
    const bias = builder.constant(seededTensor([filters], filters + channels + 1, 0.1))
    const sum = builder.add({ type: 'binary', fn: 'add' }, [convolution, bias])
    value = builder.add({ type: 'unary', fn: 'relu' }, [sum])
    channels = filters
  }
  for (const filters of [32, 64]) {
    convolve(filters)
    convolve(filters)
    value = builder.add({ type: 'maxPool', window: TWO, strides: TWO, padding: [0, 0, 0, 0] }, [value])
  }
  const pooled = builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [value])
  const weights = builder.constant(seededTensor([channels, classCount], 3, 0.2))
  const product = builder.add({ type: 'matMul', transposeB: false }, [pooled, weights])
  const logits = builder.add({ type: 'binary', fn: 'add' }, [
    product,
    builder.constant(seededTensor([classCount], 4, 0.1)),
  ])
  return builder.build([logits, builder.add({ type: 'softmax' }, [logits])])
}
