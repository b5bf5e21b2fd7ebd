import type { BinaryFunction, UnaryFunction } from '../../main/graph/graph.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { opCase, plain, spread, tied, type Make, type OpCase } from './op-case.ts'
import { convolutionCases } from './convolution-cases.ts'
import { poolingCases } from './pooling-cases.ts'

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
