import { WorkbenchError } from '#contract/errors.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import { tensor, type Tensor } from '../tensor.ts'
import { binary } from './arithmetic.ts'
import type { Rule, RuleTable } from './rule.ts'

const maxPoolGradient: Rule<'maxPool'> = ({ builder, op, inputs, output, upstream }) => [
  builder.add({ ...op, type: 'maxPoolGradient' }, [inputs[0]!, output, upstream]),
]

const avgPoolGradient: Rule<'avgPool'> = ({ builder, op, inputs, upstream }) => {
  const [, height, width] = builder.shapeOf(inputs[0]!)
  return [builder.add({ ...op, type: 'avgPoolGradient', inputSize: [height!, width!] }, [upstream])]
}

/**
 * Second order, with respect to the upstream of maxPoolGradient: what comes back is read at the winners. Written as a sum
 * over each window, which holds where windows neither overlap nor reach into padding.
 */
const maxPoolSecondGradient: Rule<'maxPoolGradient'> = ({ builder, op, inputs, upstream, needed }) => {
  if (!needed[2]) return [undefined, undefined, undefined]
  const apart = op.strides[0] >= op.window[0] && op.strides[1] >= op.window[1]
  if (!apart || op.padding.some((size) => size > 0)) {
    throw new WorkbenchError('capability_missing', 'no second gradient: max pooling with overlap or padding')
  }
  const [x, y] = [inputs[0]!, inputs[1]!]
  const ones = builder.add({ type: 'broadcastLike' }, [builder.scalar(1), y])
  const winners = builder.add(op, [x, y, ones])
  const read = builder.add({ ...op, type: 'avgPool' }, [binary(builder, 'multiply', upstream, winners)])
  return [undefined, undefined, binary(builder, 'multiply', read, op.window[0] * op.window[1])]
}

const avgPoolSecondGradient: Rule<'avgPoolGradient'> = ({ builder, op, upstream }) => {
  const { window, strides, padding } = op
  return [builder.add({ type: 'avgPool', window, strides, padding }, [upstream])]
}

/**
 * Matrix [to, from] of bilinear interpolation along one axis: half-pixel centres, edges clamped. Row i holds the weights
 * with which the source positions enter result i.
 */
function bilinearWeights(from: number, to: number): Tensor {
  const weights = tensor([to, from])
  for (let index = 0; index < to; index++) {
    const source = Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1)
    const low = Math.floor(source)
    const high = Math.min(low + 1, from - 1)
    weights.data[index * from + low]! += 1 - (source - low)
    weights.data[index * from + high]! += source - low
  }
  return weights
}

/** Contracts the last axis of [N, a, b, c] with weights [c, c'] and moves it to the front of the three: [N, c', a, b]. */
function contractLast(builder: GraphBuilder, x: string, weights: Tensor): string {
  const product = builder.add({ type: 'matMul', transposeB: false }, [
    x,
    builder.constant(weights, 'bilinear'),
  ])
  return builder.add({ type: 'transpose', permutation: [0, 3, 1, 2] }, [product])
}

/** Interpolation is linear and separable: its transpose is a product with the two matrices transposed. */
const resizeGradient: Rule<'resizeBilinear'> = ({ builder, op, inputs, upstream }) => {
  const [, height, width] = builder.shapeOf(inputs[0]!)
  // [N, H, W, C] -> [N, C, H, W] -> [N, w, C, H] -> [N, h, w, C]
  const channelsFirst = builder.add({ type: 'transpose', permutation: [0, 3, 1, 2] }, [upstream])
  const columns = contractLast(builder, channelsFirst, bilinearWeights(width!, op.width))
  return [contractLast(builder, columns, bilinearWeights(height!, op.height))]
}

const upsampleGradient: Rule<'upsampleNearest'> = ({ builder, op, upstream }) => {
  const { factor } = op
  const mean = builder.add({ type: 'avgPool', window: factor, strides: factor, padding: [0, 0, 0, 0] }, [
    upstream,
  ])
  return [binary(builder, 'multiply', mean, factor[0] * factor[1])]
}

/** Rules of pooling and of resampling. */
export const poolingRules: Pick<
  RuleTable,
  'maxPool' | 'avgPool' | 'maxPoolGradient' | 'avgPoolGradient' | 'resizeBilinear' | 'upsampleNearest'
> = {
  maxPool: maxPoolGradient,
  avgPool: avgPoolGradient,
  maxPoolGradient: maxPoolSecondGradient,
  avgPoolGradient: avgPoolSecondGradient,
  resizeBilinear: resizeGradient,
  upsampleNearest: upsampleGradient,
}
