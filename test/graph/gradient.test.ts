import { describe, expect, it } from 'vitest'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { gradientGraph, gradientId, gradientRules } from '../../main/graph/gradient.ts'
import { BATCH, type Op } from '../../main/graph/graph.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { checkWithConstant } from '../helpers/finite-differences.ts'
import { interpret, interpretAll, interpret64 } from '../helpers/reference-interpreter.ts'

describe('gradientGraph(graph, request)', () => {
  const stride1 = { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], groups: 1 } as const

  function twoBranches() {
    const builder = new GraphBuilder()
    const x = builder.input('x', [BATCH, 4])
    const other = builder.input('other', [BATCH, 4])
    const hidden = builder.add({ type: 'unary', fn: 'tanh' }, [x], 'hidden')
    const square = builder.add({ type: 'unary', fn: 'square' }, [hidden])
    const sum = builder.add({ type: 'binary', fn: 'add' }, [square, hidden], 'sum')
    const unused = builder.add({ type: 'unary', fn: 'exp' }, [other], 'unused')
    return builder.build([sum, unused])
  }

  it('adds what arrives along several ways and reaches any intermediate value', () => {
    const graph = gradientGraph(twoBranches(), {
      of: 'sum',
      upstream: 'seed',
      withRespectTo: ['hidden', 'x'],
    })
    const feeds = { x: tensor([1, 4], [0.1, -0.2, 0.3, 0]), seed: tensor([1, 4], [1, 1, 2, 1]) }
    const result = interpret64(graph, { ...feeds, other: tensor([1, 4]) })
    const expected = [0.1, -0.2, 0.3, 0].map(
      (value, index) => (2 * Math.tanh(Math.fround(value)) + 1) * (index === 2 ? 2 : 1),
    )
    expect([...result[gradientId('hidden')]!.data]).toEqual(expected.map((value) => expect.closeTo(value, 7)))
  })

  it('gives zeros with respect to a value off the path', () => {
    const graph = gradientGraph(twoBranches(), {
      of: 'sum',
      upstream: 'seed',
      withRespectTo: ['other', 'unused'],
    })
    const feed = tensor([2, 4], [1, 2, 3, 4, 5, 6, 7, 8])
    const result = interpret(graph, { x: feed, other: feed, seed: feed })
    expect(result[gradientId('other')]).toEqual(tensor([2, 4]))
    expect(result[gradientId('unused')]).toEqual(tensor([2, 4]))
  })

  it('takes a constant upstream that broadcasts, and puts out what is kept first', () => {
    const graph = gradientGraph(twoBranches(), {
      of: 'sum',
      upstream: tensor([1], [2]),
      withRespectTo: ['sum'],
      keep: ['hidden'],
    })
    expect(graph.outputs).toEqual(['hidden', gradientId('sum')])
    const result = interpret(graph, { x: tensor([1, 4]), other: tensor([1, 4]) })
    expect([...result[gradientId('sum')]!.data]).toEqual([2, 2, 2, 2])
  })

  it('turns a stride-1 convolution into a convolution with the flipped kernel, and a strided one into its input gradient', () => {
    const types = (op: Op) => {
      const graph = checkWithConstant(op, [BATCH, 4, 4, 2], [3, 3, 2, 3])
      const back = gradientGraph(graph, { of: graph.outputs[0]!, upstream: 'seed', withRespectTo: ['x'] })
      return back.nodes.map((node) => node.op.type)
    }
    expect(types({ type: 'conv2d', ...stride1 })).toEqual(['conv2d', 'reshape'])
    expect(types({ type: 'conv2d', ...stride1, strides: [2, 2] })).toEqual(['conv2dInputGradient', 'reshape'])
  })

  it('gives tied maxima of maximum(a, b) to the first input and of reduce max in equal shares', () => {
    const builder = new GraphBuilder()
    const x = builder.input('x', [2])
    const y = builder.input('y', [2])
    const top = builder.add({ type: 'reduce', fn: 'max', axes: [0], keepDims: true }, [x])
    const out = builder.add({ type: 'binary', fn: 'maximum' }, [top, y], 'out')
    const graph = gradientGraph(builder.build([out]), {
      of: 'out',
      upstream: tensor([2], [1, 1]),
      withRespectTo: ['x', 'y'],
    })
    const result = interpret(graph, { x: tensor([2], [3, 3]), y: tensor([2], [3, 4]) })
    expect([...result[gradientId('x')]!.data]).toEqual([0.5, 0.5])
    expect([...result[gradientId('y')]!.data]).toEqual([0, 1])
  })

  it('takes another table of rules', () => {
    const builder = new GraphBuilder()
    const x = builder.input('x', [BATCH, 2])
    const y = builder.add({ type: 'unary', fn: 'relu' }, [x], 'y')
    const graph = builder.build([y])
    const guided = gradientGraph(graph, {
      of: 'y',
      upstream: 'seed',
      withRespectTo: ['x'],
      rules: {
        ...gradientRules,
        unary: ({ builder: target, upstream }) => [target.add({ type: 'unary', fn: 'relu' }, [upstream])],
      },
    })
    const values = interpretAll(guided, { x: tensor([1, 2], [-1, 1]), seed: tensor([1, 2], [3, -4]) })
    expect([...values.get(gradientId('x'))!.data]).toEqual([3, 0])
  })

  it('refuses a gradient of weights and of overlapping second-order pooling', () => {
    const builder = new GraphBuilder()
    const [a, b] = [builder.input('a', [BATCH, 2]), builder.input('b', [2, 2])]
    const graph = builder.build([builder.add({ type: 'matMul', transposeB: false }, [a, b], 'y')])
    const request = { of: 'y', upstream: 'seed', withRespectTo: ['b'] }
    expect(() => gradientGraph(graph, request)).toThrow(/no gradient: second input of matMul/)
    expect(() => gradientGraph(graph, { ...request, of: 'z' })).toThrow(/unknown value: z/)
  })
})
