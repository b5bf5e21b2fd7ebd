import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import type { BinaryFunction, Graph, Op, Padding, Pair, UnaryFunction } from '../../main/graph/graph.ts'
import { sizeOf, tensor, type Tensor } from '../../main/graph/tensor.ts'

/** One graph of one op, with feeds for several batch lengths. */
export interface OpCase {
  readonly name: string
  readonly graph: Graph
  readonly feeds: (batch: number) => Record<string, Tensor>
}

/** Values in [low, high) that are the same on every machine (Weyl sequence of the golden ratio). */
export function spread(shape: readonly number[], low = -2, high = 2, phase = 0.3): Tensor {
  const data = new Float32Array(sizeOf(shape))
  for (let index = 0; index < data.length; index++) {
    const fraction = ((index + 1) * 0.618_033_988_749_895 + phase) % 1
    data[index] = low + fraction * (high - low)
  }
  return tensor(shape, data)
}

/** Few distinct values, so that windows hold equal maxima. */
function tied(shape: readonly number[]): Tensor {
  const { data } = spread(shape, 0, 3)
  return tensor(shape, data.map(Math.floor))
}

type Make = (shape: readonly number[], position: number) => Tensor
const plain: Make = (shape, position) => spread(shape, -2, 2, 0.1 + position * 0.17)

/** A graph of one op over inputs of the shapes (BATCH in front where batched) and constants after them. */
function opCase(
  name: string,
  op: Op,
  inputs: readonly (readonly number[])[],
  options: { constants?: readonly Tensor[]; make?: Make } = {},
): OpCase {
  const builder = new GraphBuilder()
  const ids = inputs.map((shape, position) => builder.input(`x${position}`, shape))
  const constants = (options.constants ?? []).map((constant) => builder.constant(constant))
  const output = builder.add(op, [...ids, ...constants], 'result')
  const make = options.make ?? plain
  return {
    name,
    graph: builder.build([output]),
    feeds: (batch) =>
      Object.fromEntries(
        inputs.map((shape, position) => [
          `x${position}`,
          make(
            shape.map((size) => (size < 0 ? batch : size)),
            position,
          ),
        ]),
      ),
  }
}

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

function convolutionCases(): OpCase[] {
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

interface PoolingCase {
  size: Pair
  channels: number
  window: Pair
  strides: Pair
  padding?: Padding
}

const POOLINGS: Record<string, PoolingCase> = {
  '2x2': { size: [6, 8], channels: 3, window: [2, 2], strides: [2, 2] },
  '2x2, blocked channels': { size: [6, 8], channels: 16, window: [2, 2], strides: [2, 2] },
  '2x2 on an odd size': { size: [7, 5], channels: 2, window: [2, 2], strides: [2, 2] },
  '2x2 same on an odd size': {
    size: [7, 5],
    channels: 2,
    window: [2, 2],
    strides: [2, 2],
    padding: [0, 1, 0, 1],
  },
  '3x3 stride 2, overlapping': {
    size: [7, 9],
    channels: 3,
    window: [3, 3],
    strides: [2, 2],
    padding: [1, 1, 1, 1],
  },
  '3x3 stride 1, overlapping, same': {
    size: [5, 6],
    channels: 2,
    window: [3, 3],
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  },
  '3x2 stride 2x3, asymmetric': {
    size: [8, 9],
    channels: 2,
    window: [3, 2],
    strides: [2, 3],
    padding: [1, 0, 0, 1],
  },
  '2x2 stride 3, gaps': { size: [8, 9], channels: 2, window: [2, 2], strides: [3, 3] },
  'height 1, 1x2': { size: [1, 20], channels: 4, window: [1, 2], strides: [1, 2] },
  'height 1, 1x3 stride 2, same': {
    size: [1, 19],
    channels: 4,
    window: [1, 3],
    strides: [1, 2],
    padding: [0, 0, 1, 1],
  },
}

function poolingCases(): OpCase[] {
  return Object.entries(POOLINGS).flatMap(
    ([name, { size, channels, window, strides, padding = [0, 0, 0, 0] }]) => {
      const attributes = { window, strides, padding } as const
      const shape = [-1, ...size, channels]
      const average = opCase(`avgPool, ${name}`, { type: 'avgPool', ...attributes }, [shape])
      const pooled = average.graph.nodes[0]!.shape
      const gradient: Op = { type: 'avgPoolGradient', ...attributes, inputSize: size }
      return [
        opCase(`maxPool, ${name}`, { type: 'maxPool', ...attributes }, [shape]),
        maxPoolGradientCase(`maxPoolGradient, ${name}`, attributes, shape, plain),
        maxPoolGradientCase(`maxPoolGradient with ties, ${name}`, attributes, shape, (tiedShape) =>
          tied(tiedShape),
        ),
        average,
        opCase(`avgPoolGradient, ${name}`, gradient, [pooled]),
      ]
    },
  )
}

function maxPoolGradientCase(
  name: string,
  attributes: { window: Pair; strides: Pair; padding: Padding },
  shape: readonly number[],
  make: Make,
): OpCase {
  const builder = new GraphBuilder()
  const x = builder.input('x', shape)
  const y = builder.add({ type: 'maxPool', ...attributes }, [x])
  const pooled = builder.shapeOf(y)
  const upstream = builder.input('upstream', pooled)
  const result = builder.add({ type: 'maxPoolGradient', ...attributes }, [x, y, upstream])
  const sized = (of: readonly number[], batch: number) => of.map((size) => (size < 0 ? batch : size))
  return {
    name,
    graph: builder.build([result]),
    feeds: (batch) => ({ x: make(sized(shape, batch), 0), upstream: plain(sized(pooled, batch), 1) }),
  }
}

const UNARY: readonly UnaryFunction[] = [
  ...([
    'relu',
    'relu6',
    'leakyRelu',
    'elu',
    'selu',
    'softplus',
    'softsign',
    'sigmoid',
    'hardSigmoid',
  ] as const),
  ...(['tanh', 'gelu', 'swish', 'exp', 'negate', 'abs', 'sign', 'reciprocal', 'square', 'erf'] as const),
]

function unaryCases(): OpCase[] {
  const shape = [-1, 3, 4, 5]
  const wide: Make = (sizes) => spread(sizes, -8, 8)
  const positive: Make = (sizes) => spread(sizes, 0.01, 9)
  return [
    ...UNARY.map((fn) => opCase(`unary ${fn}`, { type: 'unary', fn }, [shape], { make: wide })),
    ...(['log', 'sqrt'] as const).map((fn) =>
      opCase(`unary ${fn}`, { type: 'unary', fn }, [shape], { make: positive }),
    ),
    opCase('unary leakyRelu, alpha 0.1', { type: 'unary', fn: 'leakyRelu', alpha: 0.1 }, [shape]),
    opCase('unary elu, alpha 0.5', { type: 'unary', fn: 'elu', alpha: 0.5 }, [shape]),
  ]
}

const BINARY: readonly BinaryFunction[] = [
  ...(['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'] as const),
  ...(['greater', 'greaterEqual', 'equal'] as const),
]

function binaryCases(): OpCase[] {
  const few: Make = (shape, position) => {
    const { data } = spread(shape, 1, 4, 0.1 + position * 0.4)
    return tensor(shape, data.map(Math.floor))
  }
  return [
    ...BINARY.map((fn) =>
      opCase(
        `binary ${fn}`,
        { type: 'binary', fn },
        [
          [-1, 3, 2, 4],
          [-1, 3, 2, 4],
        ],
        { make: few },
      ),
    ),
    opCase('binary add, channel constant', { type: 'binary', fn: 'add' }, [[-1, 3, 2, 4]], {
      constants: [spread([4])],
    }),
    opCase('binary multiply, mask over channels', { type: 'binary', fn: 'multiply' }, [
      [-1, 3, 2, 4],
      [-1, 3, 2, 1],
    ]),
    opCase('binary subtract, rank 2 against a scalar', { type: 'binary', fn: 'subtract' }, [[-1, 7]], {
      constants: [tensor([], [0.5])],
    }),
    opCase(
      'select, all of one shape',
      { type: 'select' },
      [
        [-1, 3, 4],
        [-1, 3, 4],
        [-1, 3, 4],
      ],
      {
        make: (shape, position) => (position === 0 ? tied(shape) : plain(shape, position)),
      },
    ),
    opCase(
      'select, broadcast condition and scalar',
      { type: 'select' },
      [
        [-1, 3, 2, 1],
        [-1, 3, 2, 4],
      ],
      {
        constants: [tensor([], [-1])],
        make: (shape, position) => (position === 0 ? tied(shape) : plain(shape, position)),
      },
    ),
  ]
}

function reductionCases(): OpCase[] {
  const functions = ['sum', 'mean', 'max', 'min'] as const
  const axesLists = [[1, 2], [3], [1, 2, 3], [1], [0], [1, 3]]
  return functions.flatMap((fn) =>
    axesLists.flatMap((axes) =>
      [true, false].map((keepDims) =>
        opCase(
          `reduce ${fn} over ${axes.join(', ')}${keepDims ? ', kept' : ''}`,
          { type: 'reduce', fn, axes, keepDims },
          [[-1, 3, 4, 5]],
        ),
      ),
    ),
  )
}

function otherCases(): OpCase[] {
  const image = [-1, 4, 5, 3]
  return [
    opCase('matMul', { type: 'matMul', transposeB: false }, [[-1, 6]], { constants: [spread([6, 4])] }),
    opCase('matMul, transposed', { type: 'matMul', transposeB: true }, [[-1, 6]], {
      constants: [spread([4, 6])],
    }),
    opCase('matMul of rank 4', { type: 'matMul', transposeB: false }, [[-1, 2, 3, 6]], {
      constants: [spread([6, 4])],
    }),
    opCase('softmax', { type: 'softmax' }, [[-1, 10]], { make: (shape) => spread(shape, -30, 30) }),
    opCase('softmax of rank 4', { type: 'softmax' }, [image]),
    opCase('reshape to a vector', { type: 'reshape', shape: [-1, 60] }, [image]),
    opCase('reshape to an image', { type: 'reshape', shape: [-1, 4, 5, 3] }, [[-1, 60]]),
    opCase('transpose', { type: 'transpose', permutation: [0, 3, 1, 2] }, [image]),
    opCase(
      'pad',
      {
        type: 'pad',
        paddings: [
          [0, 0],
          [1, 2],
          [0, 3],
          [0, 0],
        ],
      },
      [image],
    ),
    opCase(
      'pad of channels',
      {
        type: 'pad',
        paddings: [
          [0, 0],
          [0, 0],
          [0, 0],
          [1, 2],
        ],
      },
      [image],
    ),
    opCase('slice', { type: 'slice', begin: [0, 1, 2, 0], size: [-1, 2, 3, 2] }, [image]),
    opCase('slice of rank 2', { type: 'slice', begin: [0, 3], size: [-1, 1] }, [[-1, 6]]),
    opCase('concat of channels', { type: 'concat', axis: 3 }, [image, [-1, 4, 5, 2]]),
    opCase('concat of rows, three', { type: 'concat', axis: 1 }, [image, image, image]),
    opCase('resizeBilinear, enlarging', { type: 'resizeBilinear', height: 11, width: 13 }, [image]),
    opCase('resizeBilinear by whole factors', { type: 'resizeBilinear', height: 16, width: 10 }, [image]),
    opCase('resizeBilinear, shrinking', { type: 'resizeBilinear', height: 2, width: 3 }, [[-1, 7, 9, 2]]),
    opCase('resizeBilinear of a signal', { type: 'resizeBilinear', height: 1, width: 40 }, [[-1, 1, 10, 3]]),
    opCase('upsampleNearest', { type: 'upsampleNearest', factor: [2, 3] }, [image]),
    opCase('upsampleNearest of a signal', { type: 'upsampleNearest', factor: [1, 2] }, [[-1, 1, 6, 2]]),
    opCase('broadcastLike of a pixel', { type: 'broadcastLike' }, [[-1, 1, 1, 3], image]),
    opCase('broadcastLike of a channel', { type: 'broadcastLike' }, [[-1, 4, 5, 1], image]),
  ]
}

/** Every op with a variety of attributes. */
export const opCases: readonly OpCase[] = [
  ...convolutionCases(),
  ...poolingCases(),
  ...unaryCases(),
  ...binaryCases(),
  ...reductionCases(),
  ...otherCases(),
]
