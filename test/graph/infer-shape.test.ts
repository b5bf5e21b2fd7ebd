import { describe, expect, it } from 'vitest'
import { BATCH, type Op } from '../../main/graph/graph.ts'
import { broadcastShapes, inferShape } from '../../main/graph/infer-shape.ts'

const N = BATCH
const window = { strides: [2, 2], padding: [0, 1, 0, 1] } as const

describe('inferShape(op, shapes)', () => {
  const cases: readonly (readonly [Op, readonly (readonly number[])[], readonly number[]])[] = [
    [
      { type: 'conv2d', ...window, dilations: [1, 1], groups: 1 },
      [
        [N, 7, 8, 3],
        [3, 3, 3, 5],
      ],
      [N, 3, 4, 5],
    ],
    [
      { type: 'conv2d', ...window, dilations: [2, 1], groups: 3 },
      [
        [N, 7, 8, 3],
        [3, 3, 1, 6],
      ],
      [N, 2, 4, 6],
    ],
    [
      { type: 'conv2dInputGradient', ...window, dilations: [1, 1], groups: 1, inputSize: [7, 8] },
      [
        [N, 3, 4, 5],
        [3, 3, 3, 5],
      ],
      [N, 7, 8, 3],
    ],
    [{ type: 'maxPool', ...window, window: [2, 2] }, [[N, 5, 4, 3]], [N, 3, 2, 3]],
    [
      { type: 'matMul', transposeB: true },
      [
        [N, 2, 3],
        [4, 3],
      ],
      [N, 2, 4],
    ],
    [{ type: 'reduce', fn: 'sum', axes: [0, 2], keepDims: false }, [[N, 2, 3]], [2]],
    [{ type: 'reshape', shape: [N, 6] }, [[N, 2, 3]], [N, 6]],
    [
      { type: 'concat', axis: 1 },
      [
        [N, 2],
        [N, 3],
        [N, 1],
      ],
      [N, 6],
    ],
    [{ type: 'slice', begin: [0, 1], size: [N, 2] }, [[N, 4]], [N, 2]],
    [
      {
        type: 'pad',
        paddings: [
          [0, 0],
          [1, 2],
        ],
      },
      [[N, 4]],
      [N, 7],
    ],
    [
      { type: 'broadcastLike' },
      [
        [1, 3],
        [N, 3],
      ],
      [N, 3],
    ],
    [{ type: 'select' }, [[N, 1], [3], []], [N, 3]],
    [{ type: 'upsampleNearest', factor: [2, 3] }, [[N, 2, 2, 1]], [N, 4, 6, 1]],
  ]
  it.each(cases)('gives what %o makes of %o', (op, shapes, expected) => {
    expect(inferShape(op, shapes)).toEqual(expected)
  })

  const refusals: readonly (readonly [Op, readonly (readonly number[])[], RegExp])[] = [
    [
      { type: 'conv2d', ...window, dilations: [1, 1], groups: 1 },
      [
        [N, 7, 8, 3],
        [3, 3, 2, 5],
      ],
      /shape mismatch: conv2d of \[N, 7, 8, 3\] and \[3, 3, 2, 5\] \(kernel channels/,
    ],
    [
      { type: 'conv2d', ...window, dilations: [1, 1], groups: 1 },
      [
        [N, 1, 8, 3],
        [3, 3, 3, 5],
      ],
      /window within the padded input/,
    ],
    [
      { type: 'maxPool', strides: [1, 1], padding: [2, 0, 0, 0], window: [2, 2] },
      [[N, 5, 4, 3]],
      /padding less than the window/,
    ],
    [
      { type: 'matMul', transposeB: false },
      [
        [N, 2],
        [3, 2],
      ],
      /inner dimensions equal/,
    ],
    [{ type: 'reshape', shape: [N, 5] }, [[N, 2, 3]], /same number of values/],
    [{ type: 'reshape', shape: [6] }, [[N, 2, 3]], /same number of values/],
    [
      { type: 'concat', axis: 0 },
      [
        [N, 2],
        [N, 2],
      ],
      /shape mismatch: concat/,
    ],
    [{ type: 'slice', begin: [1, 0], size: [N, 2] }, [[N, 4]], /within/],
    [
      {
        type: 'pad',
        paddings: [
          [1, 0],
          [0, 0],
        ],
      },
      [[N, 4]],
      /the batch is not padded/,
    ],
    [{ type: 'transpose', permutation: [0, 0] }, [[N, 4]], /permutation/],
    [{ type: 'unary', fn: 'relu' }, [[2], [2]], /wrong number of inputs/],
    [
      { type: 'broadcastLike' },
      [
        [N, 3],
        [1, 3],
      ],
      /does not expand/,
    ],
  ]
  it.each(refusals)('refuses %o of %o', (op, shapes, message) => {
    expect(() => inferShape(op, shapes)).toThrow(message)
  })

  it('broadcastShapes(shapes) lets the batch meet itself or 1 only', () => {
    expect(
      broadcastShapes([
        [N, 1, 3],
        [2, 1],
      ]),
    ).toEqual([N, 2, 3])
    expect(() =>
      broadcastShapes([
        [N, 3],
        [2, 3],
      ]),
    ).toThrow(/^shape mismatch: broadcast of \[N, 3\] and \[2, 3\]/)
  })
})
