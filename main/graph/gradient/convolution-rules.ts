import { WorkbenchError } from '#contract/errors.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import type { Convolution, Padding } from '../graph.ts'
import { tensor, type Tensor } from '../tensor.ts'
import type { Rule, RuleTable } from './rule.ts'

/** Kernel of the convolution that is the input gradient of a stride-1 one: turned by 180 degrees, channels swapped. */
function flipKernel(kernel: Tensor, groups: number): Tensor {
  const [rows, columns, channels, filters] = [0, 1, 2, 3].map((axis) => kernel.shape[axis]!)
  const flipped = new Float32Array(kernel.data.length)
  const positions = rows! * columns!
  for (let position = 0; position < positions; position++) {
    const from = position * channels! * filters!
    const to = (positions - 1 - position) * channels! * filters!
    for (let channel = 0; channel < channels!; channel++)
      for (let filter = 0; filter < filters!; filter++) {
        const target = groups === 1 ? filter * channels! + channel : channel * filters! + filter
        flipped[to + target] = kernel.data[from + channel * filters! + filter]!
      }
  }
  const shape = groups === 1 ? [rows!, columns!, filters!, channels!] : kernel.shape
  return tensor(shape, flipped)
}

/** Padding of that convolution, or undefined where it would be negative. */
function flippedPadding(op: Convolution, kernelShape: readonly number[]): Padding | undefined {
  const vertical = op.dilations[0] * (kernelShape[0]! - 1)
  const horizontal = op.dilations[1] * (kernelShape[1]! - 1)
  const [top, bottom, left, right] = op.padding
  const padding: Padding = [vertical - top, vertical - bottom, horizontal - left, horizontal - right]
  return padding.every((size) => size >= 0) ? padding : undefined
}

/** The fast form: one more forward convolution. Undefined where the op is not of stride 1 or the kernel is computed. */
function flippedConvolution(
  builder: GraphBuilder,
  op: Convolution,
  kernel: string,
  upstream: string,
): string | undefined {
  const value = builder.constantValue(kernel)
  const { strides, dilations, groups } = op
  if (value === undefined || strides[0] !== 1 || strides[1] !== 1) return undefined
  // A depthwise kernel with several filters per channel would need groups of several channels.
  if (groups !== 1 && groups !== value.shape[3]) return undefined
  const padding = flippedPadding(op, value.shape)
  if (padding === undefined) return undefined
  const flipped = builder.constant(flipKernel(value, groups), `${kernel}/flipped`)
  return builder.add({ type: 'conv2d', strides, padding, dilations, groups }, [upstream, flipped])
}

function refuseKernelGradient(needed: boolean | undefined): void {
  if (needed)
    throw new WorkbenchError(
      'capability_missing',
      'no gradient: kernel of a convolution (weights are constant)',
    )
}

const conv2dGradient: Rule<'conv2d'> = ({ builder, op, inputs, upstream, needed }) => {
  refuseKernelGradient(needed[1])
  const [x, kernel] = [inputs[0]!, inputs[1]!]
  const fast = flippedConvolution(builder, op, kernel, upstream)
  if (fast !== undefined) return [fast, undefined]
  const [, height, width] = builder.shapeOf(x)
  const general = { ...op, type: 'conv2dInputGradient', inputSize: [height!, width!] } as const
  return [builder.add(general, [upstream, kernel]), undefined]
}

/** The op is linear in its upstream, and its transpose is the convolution itself. */
const inputGradientGradient: Rule<'conv2dInputGradient'> = ({ builder, op, inputs, upstream, needed }) => {
  refuseKernelGradient(needed[1])
  const { strides, padding, dilations, groups } = op
  return [
    builder.add({ type: 'conv2d', strides, padding, dilations, groups }, [upstream, inputs[1]!]),
    undefined,
  ]
}

/** Rules of convolution with respect to its input; a kernel has no gradient here. */
export const convolutionRules: Pick<RuleTable, 'conv2d' | 'conv2dInputGradient'> = {
  conv2d: conv2dGradient,
  conv2dInputGradient: inputGradientGradient,
}
