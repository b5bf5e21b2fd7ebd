import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH, type Op } from '../../main/graph/graph.ts'
import { checkGradient, checkWithConstant, distinctValues } from '../helpers/finite-differences.ts'

/** A graph of one op over inputs `x0`, `x1`... of the given shapes (batch 2 where BATCH), checked by differences. */
function checkOp(
  op: Op,
  shapes: readonly (readonly number[])[],
  options: { step?: number; shift?: number; by?: number[] } = {},
) {
  const builder = new GraphBuilder()
  const ids = shapes.map((shape, index) => builder.input(`x${index}`, shape))
  const graph = builder.build([builder.add(op, ids)])
  const feeds = Object.fromEntries(
    shapes.map((shape, index) => {
      const concrete = shape.map((size) => (size === BATCH ? 2 : size))
      const values = distinctValues(concrete, 11 + index, options.step)
      return [
        `x${index}`,
        { ...values, data: values.data.map((value) => value + index * 0.0173 + (options.shift ?? 0)) },
      ]
    }),
  )
  const by = options.by ?? shapes.map((_, index) => index)
  expect(
    checkGradient(
      graph,
      feeds,
      by.map((index) => `x${index}`),
    ),
  ).toBeGreaterThan(0)
}

describe('gradientGraph(graph, { of, upstream, withRespectTo }) agrees with finite differences', () => {
  const anywhere = [
    'relu',
    'relu6',
    'leakyRelu',
    'elu',
    'selu',
    'softplus',
    'softsign',
    'sigmoid',
    'hardSigmoid',
  ] as const
  const smooth = ['tanh', 'gelu', 'swish', 'exp', 'negate', 'abs', 'sign', 'square', 'erf'] as const
  for (const fn of [...anywhere, ...smooth]) {
    it(`of unary ${fn}`, () => checkOp({ type: 'unary', fn }, [[BATCH, 31]]))
  }
  for (const fn of ['log', 'sqrt', 'reciprocal'] as const) {
    it(`of unary ${fn}`, () => checkOp({ type: 'unary', fn }, [[BATCH, 9]], { shift: 4 }))
  }
  it('of leakyRelu and elu with another alpha', () => {
    checkOp({ type: 'unary', fn: 'leakyRelu', alpha: 0.07 }, [[BATCH, 9]])
    checkOp({ type: 'unary', fn: 'elu', alpha: 1.7 }, [[BATCH, 9]])
  })

  const broadcasts = [
    [
      [BATCH, 2, 3],
      [BATCH, 2, 3],
    ],
    [[BATCH, 2, 3], [3]],
    [
      [1, 2, 3],
      [BATCH, 2, 1],
    ],
    [
      [BATCH, 1, 3],
      [2, 1],
    ],
    [[BATCH, 2], []],
  ]
  for (const fn of ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'greater'] as const) {
    it(`of binary ${fn} with every way of broadcasting`, () => {
      for (const shapes of broadcasts)
        checkOp({ type: 'binary', fn }, shapes, { shift: fn === 'divide' ? 2 : 0 })
    })
  }
  it('of select by both branches', () => {
    checkOp({ type: 'select' }, [[BATCH, 3], [BATCH, 3], [3]], { by: [1, 2] })
  })
  it('of softmax', () => checkOp({ type: 'softmax' }, [[BATCH, 2, 5]], { step: 0.3 }))

  for (const fn of ['sum', 'mean', 'max', 'min'] as const) {
    it(`of reduce ${fn}, with and without keepDims, also over the batch`, () => {
      for (const keepDims of [true, false])
        for (const axes of [[1], [1, 2], [2], [0, 1], [0]])
          checkOp({ type: 'reduce', fn, axes, keepDims }, [[BATCH, 3, 4]])
    })
  }
  it('of matMul, plain and transposed', () => {
    checkWithConstant({ type: 'matMul', transposeB: false }, [BATCH, 3, 4], [4, 5])
    checkWithConstant({ type: 'matMul', transposeB: true }, [BATCH, 4], [5, 4])
  })
  it('of reshape, transpose, pad, slice, concat and broadcastLike', () => {
    checkOp({ type: 'reshape', shape: [BATCH, 6] }, [[BATCH, 2, 3]])
    checkOp({ type: 'transpose', permutation: [0, 3, 1, 2] }, [[BATCH, 2, 3, 4]])
    checkOp(
      {
        type: 'pad',
        paddings: [
          [0, 0],
          [1, 2],
          [0, 3],
        ],
      },
      [[BATCH, 2, 3]],
    )
    checkOp({ type: 'slice', begin: [0, 1, 2], size: [BATCH, 2, 1] }, [[BATCH, 4, 3]])
    checkOp({ type: 'concat', axis: 2 }, [
      [BATCH, 2, 3],
      [BATCH, 2, 1],
      [BATCH, 2, 2],
    ])
    checkOp({ type: 'broadcastLike' }, [
      [1, 3],
      [BATCH, 4, 3],
    ])
  })
  it('of resizeBilinear and upsampleNearest', () => {
    checkOp({ type: 'resizeBilinear', height: 7, width: 5 }, [[BATCH, 3, 2, 2]])
    checkOp({ type: 'resizeBilinear', height: 2, width: 3 }, [[BATCH, 5, 7, 1]])
    checkOp({ type: 'upsampleNearest', factor: [2, 3] }, [[BATCH, 2, 2, 2]])
  })

  const window2d = {
    size: fc.integer({ min: 1, max: 3 }),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  }
  it('of pooling with any window, stride and padding less than the window', () => {
    const pooling = fc.record({
      ...window2d,
      type: fc.constantFrom('maxPool' as const, 'avgPool' as const),
      pad: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(pooling, ({ type, size, strides, pad }) => {
        const before = Math.min(pad, size - 1)
        checkOp({ type, window: [size, size], strides, padding: [before, 0, 0, before] }, [[BATCH, 5, 4, 2]])
      }),
      { numRuns: 30 },
    )
  })
  it('of conv2d with any kernel, stride, dilation and padding, dense and depthwise', () => {
    const convolution = fc.record({
      ...window2d,
      dilation: fc.integer({ min: 1, max: 2 }),
      padding: fc.tuple(...[0, 0, 0, 0].map(() => fc.integer({ min: 0, max: 3 }))),
      multiplier: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(convolution, ({ size, strides, dilation, padding, multiplier }) => {
        const groups = multiplier === 0 ? 1 : 2
        const kernel = multiplier === 0 ? [size, size, 2, 3] : [size, size, 1, 2 * multiplier]
        const [top = 0, bottom = 0, left = 0, right = 0] = padding
        const op = {
          strides,
          dilations: [dilation, dilation],
          padding: [top, bottom, left, right],
          groups,
        } as const
        checkWithConstant({ type: 'conv2d', ...op }, [BATCH, 6, 5, 2], kernel)
      }),
      { numRuns: 40 },
    )
  })
  it('of the gradient ops themselves (second order) by their upstream', () => {
    const plain = { strides: [2, 2], padding: [0, 0, 0, 0] } as const
    const conv = { ...plain, dilations: [1, 1], groups: 1, inputSize: [4, 4] } as const
    checkWithConstant({ type: 'conv2dInputGradient', ...conv }, [BATCH, 2, 2, 3], [2, 2, 2, 3])
    checkOp({ type: 'avgPoolGradient', ...plain, window: [2, 2], inputSize: [4, 4] }, [[BATCH, 2, 2, 1]])
    const builder = new GraphBuilder()
    const x = builder.input('x', [BATCH, 5, 4, 1])
    const g = builder.input('g', [BATCH, 2, 2, 1])
    const y = builder.add({ type: 'maxPool', ...plain, window: [2, 2] }, [x])
    const graph = builder.build([
      builder.add({ type: 'maxPoolGradient', ...plain, window: [2, 2] }, [x, y, g]),
    ])
    checkGradient(graph, { x: distinctValues([2, 5, 4, 1], 1), g: distinctValues([2, 2, 2, 1], 2) }, ['g'])
  })
})
