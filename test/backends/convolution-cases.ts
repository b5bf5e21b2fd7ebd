import type { Op, Padding, Pair } from '../../main/graph/graph.ts'
import { opCase, spread, type OpCase } from './op-case.ts'

interface ConvolutionCase {
  size: Pair
  channels: number
  filters: number
  kernel: Pair
  strides?: Pair
  padding?: Padding
  dilations?: Pair
  groups?: number
}

const CONVOLUTIONS: Record<string, ConvolutionCase> = {
  'valid 3x3': { size: [7, 6], channels: 3, filters: 5, kernel: [3, 3] },
  'same 3x3, blocked channels': {
    size: [9, 8],
    channels: 16,
    filters: 32,
    kernel: [3, 3],
    padding: [1, 1, 1, 1],
  },
  'few filters of many channels': {
    size: [9, 8],
    channels: 32,
    filters: 3,
    kernel: [3, 3],
    padding: [1, 1, 1, 1],
  },
  'one filter of many channels, uneven padding, dilated': {
    size: [10, 9],
    channels: 48,
    filters: 1,
    kernel: [5, 3],
    padding: [0, 3, 2, 1],
    dilations: [1, 2],
  },
  '1x1': { size: [4, 5], channels: 4, filters: 8, kernel: [1, 1] },
  'stride 2, asymmetric padding': {
    size: [8, 8],
    channels: 3,
    filters: 4,
    kernel: [3, 3],
    strides: [2, 2],
    padding: [0, 1, 0, 1],
  },
  'stride 2 on an odd size': {
    size: [7, 9],
    channels: 2,
    filters: 4,
    kernel: [3, 3],
    strides: [2, 2],
    padding: [1, 1, 1, 1],
  },
  'stride 3 that leaves rows over': {
    size: [9, 10],
    channels: 2,
    filters: 3,
    kernel: [2, 2],
    strides: [3, 3],
  },
  'uneven strides and padding': {
    size: [8, 9],
    channels: 2,
    filters: 3,
    kernel: [3, 2],
    strides: [1, 2],
    padding: [2, 0, 1, 0],
  },
  'dilation 2, same': {
    size: [9, 9],
    channels: 4,
    filters: 4,
    kernel: [3, 3],
    dilations: [2, 2],
    padding: [2, 2, 2, 2],
  },
  'even kernel, same': { size: [6, 6], channels: 3, filters: 4, kernel: [2, 2], padding: [0, 1, 0, 1] },
  'height 1 (a signal), same 5': {
    size: [1, 20],
    channels: 2,
    filters: 6,
    kernel: [1, 5],
    padding: [0, 0, 2, 2],
  },
  'height 1, stride 2': {
    size: [1, 21],
    channels: 1,
    filters: 4,
    kernel: [1, 4],
    strides: [1, 2],
    padding: [0, 0, 1, 2],
  },
  'depthwise 3x3': {
    size: [6, 7],
    channels: 8,
    filters: 8,
    kernel: [3, 3],
    padding: [1, 1, 1, 1],
    groups: 8,
  },
  'depthwise with multiplier 2, stride 2': {
    size: [7, 7],
    channels: 4,
    filters: 8,
    kernel: [3, 3],
    strides: [2, 2],
    padding: [1, 1, 1, 1],
    groups: 4,
  },
}

export function convolutionCases(): OpCase[] {
  return Object.entries(CONVOLUTIONS).flatMap(([name, given]) => {
    const { size, channels, filters, kernel } = given
    const { strides = [1, 1], padding = [0, 0, 0, 0], dilations = [1, 1], groups = 1 } = given
    const attributes = { strides, padding, dilations, groups } as const
    const constants = [spread([...kernel, channels / groups, filters], -1, 1)]
    const forward = opCase(`conv2d, ${name}`, { type: 'conv2d', ...attributes }, [[-1, ...size, channels]], {
      constants,
    })
    const upstream = forward.graph.nodes[0]!.shape
    const op: Op = { type: 'conv2dInputGradient', ...attributes, inputSize: size }
    return [forward, opCase(`conv2dInputGradient, ${name}`, op, [upstream], { constants })]
  })
}
