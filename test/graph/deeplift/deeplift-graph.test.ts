import { describe, expect, it } from 'vitest'
import { counterpartId } from '../../../main/graph/deeplift/counterpart.ts'
import { deepliftGraph } from '../../../main/graph/deeplift/deeplift-graph.ts'
import { GraphBuilder } from '../../../main/graph/graph-builder.ts'
import { BATCH, type Graph, type UnaryFunction } from '../../../main/graph/graph.ts'
import { tensor } from '../../../main/graph/tensor.ts'
import { distinctValues } from '../../helpers/finite-differences.ts'
import { interpretAll, type Array64 } from '../../helpers/reference-interpreter.ts'

interface Result {
  readonly multipliers: Array64
  /** Sum of multiplier times difference, and the change that it should be, per background. */
  readonly carried: readonly number[]
  readonly promised: readonly number[]
}

/** Multipliers of the graph's one output with respect to `x`, for one sample and several backgrounds, in float64. */
function multipliersOf(graph: Graph, sample: Array64, backgrounds: Array64, integratedFrom?: string): Result {
  const of = graph.outputs[0]!
  const request = { of, upstream: 'direction', withRespectTo: 'x' }
  const deeplift = deepliftGraph(
    graph,
    integratedFrom === undefined ? request : { ...request, integratedFrom },
  )
  const own = interpretAll(graph, { x: sample })
  const other = interpretAll(graph, { x: backgrounds })
  const width = own.get(of)!.data.length
  const direction = distinctValues([1, width], 3)
  const fed = deeplift.sampleValues.map((id) => [counterpartId(id), own.get(id)!])
  const feeds = { x: backgrounds, direction, ...Object.fromEntries(fed) }
  const multipliers = interpretAll(deeplift.graph, feeds).get(deeplift.multipliers)!
  const values = Object.fromEntries(deeplift.sampleValues.map((id) => [id, other.get(id)!]))
  const again = interpretAll(deeplift.valuesFed, { ...feeds, ...values }).get(deeplift.multipliers)!
  expect(again.data).toEqual(multipliers.data)
  const count = backgrounds.shape[0]!
  const size = sample.data.length
  const sum = (length: number, term: (index: number) => number) =>
    Array.from({ length }, (_, index) => term(index)).reduce((a, b) => a + b, 0)
  const rows = Array.from({ length: count }, (_, row) => row)
  return {
    multipliers,
    carried: rows.map((row) =>
      sum(
        size,
        (i) => multipliers.data[row * size + i]! * (sample.data[i]! - backgrounds.data[row * size + i]!),
      ),
    ),
    promised: rows.map((row) =>
      sum(width, (i) => direction.data[i]! * (own.get(of)!.data[i]! - other.get(of)!.data[row * width + i]!)),
    ),
  }
}

/** Checks that the multipliers of a graph carry the whole change, and returns them. */
function expectConservation(
  build: (builder: GraphBuilder, x: string) => string,
  shape: readonly number[],
  shift = 0,
) {
  const builder = new GraphBuilder()
  const x = builder.input('x', [BATCH, ...shape])
  const graph = builder.build([build(builder, x)])
  const moved = (values: Array64): Array64 => ({ ...values, data: values.data.map((value) => value + shift) })
  const sample = moved(distinctValues([1, ...shape], 11))
  const backgrounds = moved(distinctValues([3, ...shape], 12, 0.07))
  const result = multipliersOf(graph, sample, backgrounds)
  result.carried.forEach((carried, row) => expect(carried).toBeCloseTo(result.promised[row]!, 7))
  return result
}

const flat = (builder: GraphBuilder, value: string): string =>
  builder.add(
    {
      type: 'reshape',
      shape: [
        BATCH,
        builder
          .shapeOf(value)
          .slice(1)
          .reduce((a, b) => a * b, 1),
      ],
    },
    [value],
  )

const FUNCTIONS: readonly UnaryFunction[] = [
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'selu',
  'softplus',
  'softsign',
  'sigmoid',
  'hardSigmoid',
  'tanh',
  'gelu',
  'swish',
  'exp',
  'negate',
  'abs',
  'square',
]

describe('deepliftGraph(graph, request) carries the whole change', () => {
  it.each(FUNCTIONS)('through %s', (fn) => {
    expectConservation((builder, x) => builder.add({ type: 'unary', fn }, [x]), [7])
  })

  it.each(['log', 'sqrt', 'reciprocal'] as const)('through %s of positive values', (fn) => {
    expectConservation((builder, x) => builder.add({ type: 'unary', fn }, [x]), [7], 20)
  })

  it.each(['multiply', 'divide', 'maximum', 'minimum', 'add', 'subtract'] as const)(
    'through %s of two values that both change',
    (fn) => {
      expectConservation(
        (builder, x) => {
          const half = (begin: number) =>
            builder.add({ type: 'slice', begin: [0, begin], size: [BATCH, 4] }, [x])
          const sum = builder.add({ type: 'reduce', fn: 'sum', axes: [1], keepDims: true }, [half(4)])
          const whole = builder.add({ type: 'binary', fn }, [half(0), half(4)])
          return builder.add({ type: 'binary', fn }, [whole, sum])
        },
        [8],
        3,
      )
    },
  )

  it.each(['multiply', 'divide', 'maximum', 'minimum', 'subtract'] as const)(
    'through %s with a constant',
    (fn) => {
      for (const first of [true, false]) {
        expectConservation(
          (builder, x) => {
            const constant = builder.constant(tensor([5], [0.3, -0.2, 1.4, 2, -3]))
            return builder.add({ type: 'binary', fn }, first ? [x, constant] : [constant, x])
          },
          [5],
          9,
        )
      }
    },
  )

  it('through softmax by shap’s rule and by the integrated one', () => {
    expectConservation((builder, x) => builder.add({ type: 'softmax' }, [x]), [11])
    const builder = new GraphBuilder()
    const x = builder.input('x', [BATCH, 6])
    const logits = builder.add({ type: 'binary', fn: 'multiply' }, [x, builder.scalar(20)])
    const graph = builder.build([builder.add({ type: 'softmax' }, [logits])])
    const { carried, promised } = multipliersOf(
      graph,
      distinctValues([1, 6], 1),
      distinctValues([2, 6], 2),
      logits,
    )
    carried.forEach((value, row) => expect(value).toBeCloseTo(promised[row]!, 9))
  })

  it('through overlapping and padded max pooling, where gradients accumulate', () => {
    const windows = { type: 'maxPool', window: [3, 2], strides: [1, 1], padding: [1, 1, 0, 1] } as const
    expectConservation((builder, x) => flat(builder, builder.add(windows, [x])), [5, 4, 2])
  })

  it('through the maximum over places', () => {
    expectConservation(
      (builder, x) => builder.add({ type: 'reduce', fn: 'max', axes: [1, 2], keepDims: false }, [x]),
      [3, 4, 2],
    )
  })

  it('through a residual network with gates, pooling, normalisation and concatenation', () => {
    expectConservation(
      (builder, x) => {
        const kernel = distinctValues([3, 3, 2, 2], 21, 0.03)
        const weights = builder.constant(tensor(kernel.shape, Float32Array.from(kernel.data)))
        const convolution = {
          type: 'conv2d',
          strides: [1, 1],
          padding: [1, 1, 1, 1],
          dilations: [1, 1],
          groups: 1,
        } as const
        const first = builder.add({ type: 'unary', fn: 'relu' }, [builder.add(convolution, [x, weights])])
        const gate = builder.add({ type: 'unary', fn: 'sigmoid' }, [
          builder.add(convolution, [first, weights]),
        ])
        const gated = builder.add({ type: 'binary', fn: 'multiply' }, [first, gate])
        const residual = builder.add({ type: 'binary', fn: 'add' }, [gated, x])
        const scaled = builder.add({ type: 'binary', fn: 'multiply' }, [
          residual,
          builder.constant(tensor([2], [1.5, -0.4])),
        ])
        const joined = builder.add({ type: 'concat', axis: 3 }, [scaled, first])
        const pooled = builder.add(
          { type: 'avgPool', window: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
          [joined],
        )
        return builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [pooled])
      },
      [4, 6, 2],
    )
  })
})

describe('the rule of max pooling', () => {
  it.each([
    { x: [3, 1], b: [2, 4], expected: [0, 1 / 3] },
    { x: [5, 1], b: [2, 4], expected: [1 / 3, 0] },
  ])('gives the multipliers known by hand for x = $x, b = $b', ({ x, b, expected }) => {
    const builder = new GraphBuilder()
    const input = builder.input('x', [BATCH, 1, 2, 1])
    const graph = builder.build([
      builder.add({ type: 'maxPool', window: [1, 2], strides: [1, 2], padding: [0, 0, 0, 0] }, [input]),
    ])
    const deeplift = deepliftGraph(graph, {
      of: graph.outputs[0]!,
      upstream: 'direction',
      withRespectTo: 'x',
    })
    const shaped = (data: readonly number[]) => ({ shape: [1, 1, 2, 1], data: Float64Array.from(data) })
    const own = interpretAll(graph, { x: shaped(x) })
    const feeds = Object.fromEntries(deeplift.sampleValues.map((id) => [counterpartId(id), own.get(id)!]))
    const direction = { shape: [1, 1, 1, 1], data: [1] }
    const result = interpretAll(deeplift.graph, { x: shaped(b), direction, ...feeds })
    const multipliers = result.get(deeplift.multipliers)!.data
    expected.forEach((value, index) => expect(multipliers[index]).toBeCloseTo(value, 6))
  })
})

it('refuses a choice whose condition depends on the input', () => {
  const builder = new GraphBuilder()
  const x = builder.input('x', [BATCH, 2])
  const graph = builder.build([builder.add({ type: 'select' }, [x, x, builder.scalar(0)])])
  expect(() =>
    deepliftGraph(graph, { of: graph.outputs[0]!, upstream: 'direction', withRespectTo: 'x' }),
  ).toThrow('no DeepLIFT rule: select whose condition depends on the input')
})
