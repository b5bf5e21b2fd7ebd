import type { Pair } from '../../graph/graph.ts'
import { tensor, type Tensor } from '../../graph/tensor.ts'
import { applyActivation } from './activations.ts'
import { add, binary, channelsOf, constant, onlyInput, pairSetting, refuse } from './layer.ts'
import type { LayerBuilder, LayerCall, LayerTable, LayerValue } from './layer.ts'
import { paddingSetting } from './padding.ts'

/** A kernel [kh, kw, ...] as it stands in the file: without the first dimension for a signal's layer. */
function readKernel(call: LayerCall, weightName: string, rank: number, shape: readonly number[]): Tensor {
  return tensor(shape, call.weight(weightName, rank === 2 ? shape.slice(1) : shape).data)
}

/** Strides, dilations and padding of a layer, for a value [N, H, W, C]. */
function geometry(call: LayerCall, input: LayerValue, window: Pair) {
  const strides = pairSetting(call, 'strides', input.rank, 1)
  const dilations = pairSetting(call, 'dilation_rate', input.rank, 1)
  const [, height, width] = call.builder.shapeOf(input.id)
  const padding = paddingSetting(call, [height!, width!], { window, strides, dilations })
  return { strides, dilations, padding }
}

function addBias(call: LayerCall, id: string, count: number): string {
  if (!call.config.flag('use_bias', true)) return id
  return binary(call, 'add', id, constant(call, 'bias', [count], call.weight('bias', [count]).data))
}

function finish(call: LayerCall, input: LayerValue, id: string, filters: number): LayerValue {
  const biased = { ...input, id: addBias(call, id, filters) }
  return applyActivation(call, biased, call.config.raw('activation'))
}

function convolution(rank: number): LayerBuilder {
  return (call) => {
    const input = onlyInput(call, rank)
    const channels = channelsOf(call, input)
    const [filters, groups] = [call.config.count('filters'), call.config.count('groups', 1)]
    const window = pairSetting(call, 'kernel_size', rank)
    if (channels % groups !== 0 || filters % groups !== 0)
      refuse(call, `${groups} groups of ${channels} channels`)
    const kernel = readKernel(call, 'kernel', rank, [...window, channels / groups, filters])
    const settings = geometry(call, input, window)
    if (groups !== 1 && groups !== channels) {
      return finish(call, input, groupedConvolution(call, input, kernel, { ...settings, groups }), filters)
    }
    const weights = constant(call, 'kernel', kernel.shape, kernel.data)
    return finish(
      call,
      input,
      add(call, { type: 'conv2d', ...settings, groups }, [input.id, weights]),
      filters,
    )
  }
}

/** Groups of several channels: each is a convolution of its own, and their outputs stand side by side. */
function groupedConvolution(
  call: LayerCall,
  input: LayerValue,
  kernel: Tensor,
  settings: ReturnType<typeof geometry> & { readonly groups: number },
): string {
  const { groups, ...rest } = settings
  const [rows, columns, channels, filters] = [0, 1, 2, 3].map((axis) => kernel.shape[axis]!)
  const perGroup = filters! / groups
  const outputs = Array.from({ length: groups }, (_, group) => {
    const part = kernel.data.filter((_value, index) => Math.floor((index % filters!) / perGroup) === group)
    const weights = constant(call, `kernel_${group}`, [rows!, columns!, channels!, perGroup], part)
    const shape = call.builder.shapeOf(input.id)
    const size = shape.with(-1, channels!)
    const slice = add(call, { type: 'slice', begin: [0, 0, 0, group * channels!], size }, [input.id])
    return add(call, { type: 'conv2d', ...rest, groups: 1 }, [slice, weights])
  })
  return add(call, { type: 'concat', axis: 3 }, outputs)
}

/** The depthwise step: every channel has `depth_multiplier` filters of its own, channel c giving c * multiplier + m. */
function depthwiseStep(
  call: LayerCall,
  input: LayerValue,
  weightName: string,
): { id: string; count: number } {
  const channels = channelsOf(call, input)
  const multiplier = call.config.count('depth_multiplier', 1)
  const window = pairSetting(call, 'kernel_size', input.rank)
  const kernel = readKernel(call, weightName, input.rank, [...window, channels, multiplier])
  const count = channels * multiplier
  const weights = constant(call, weightName, [...window, 1, count], kernel.data)
  const op = { type: 'conv2d', ...geometry(call, input, window), groups: channels } as const
  return { id: add(call, op, [input.id, weights]), count }
}

function depthwise(rank: number): LayerBuilder {
  return (call) => {
    const input = onlyInput(call, rank)
    const { id, count } = depthwiseStep(call, input, 'depthwise_kernel')
    return finish(call, input, id, count)
  }
}

function separable(rank: number): LayerBuilder {
  return (call) => {
    const input = onlyInput(call, rank)
    const { id, count } = depthwiseStep(call, input, 'depthwise_kernel')
    const filters = call.config.count('filters')
    const kernel = readKernel(call, 'pointwise_kernel', rank, [1, 1, count, filters])
    const weights = constant(call, 'pointwise_kernel', kernel.shape, kernel.data)
    const settings = { strides: [1, 1], dilations: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const
    return finish(call, input, add(call, { type: 'conv2d', ...settings }, [id, weights]), filters)
  }
}

/** Over the last axis, whatever the rank. */
const dense: LayerBuilder = (call) => {
  const input = onlyInput(call)
  const units = call.config.count('units')
  const shape = [channelsOf(call, input), units]
  const kernel = constant(call, 'kernel', shape, call.weight('kernel', shape).data)
  return finish(call, input, add(call, { type: 'matMul', transposeB: false }, [input.id, kernel]), units)
}

export const convolutionLayers: LayerTable = {
  Conv1D: convolution(2),
  Conv2D: convolution(3),
  Convolution1D: convolution(2),
  Convolution2D: convolution(3),
  DepthwiseConv1D: depthwise(2),
  DepthwiseConv2D: depthwise(3),
  SeparableConv1D: separable(2),
  SeparableConv2D: separable(3),
  Dense: dense,
}
