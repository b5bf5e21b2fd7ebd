import { expect, it } from 'vitest'
import { inTensorflowOrder, sumInLanes } from '../../../main/graph/deeplift/summation-order.ts'
import { GraphBuilder } from '../../../main/graph/graph-builder.ts'
import { BATCH } from '../../../main/graph/graph.ts'
import { tensor } from '../../../main/graph/tensor.ts'
import { assertCloseTo } from '../../helpers/assert-close.ts'
import { distinctValues } from '../../helpers/finite-differences.ts'
import { interpret64 } from '../../helpers/reference-interpreter.ts'

const random = (shape: readonly number[], seed: number) => {
  const { data } = distinctValues(shape, seed, 0.001)
  return tensor(shape, Float32Array.from(data))
}

it('inTensorflowOrder(graph) gives the same values under the same ids', () => {
  const builder = new GraphBuilder()
  const x = builder.input('x', [BATCH, 3, 5, 2])
  const convolution = {
    type: 'conv2d',
    strides: [1, 1],
    padding: [1, 1, 0, 1],
    dilations: [1, 1],
    groups: 1,
  } as const
  const maps = builder.add(convolution, [x, builder.constant(random([3, 2, 2, 24], 1), 'kernel')], 'maps')
  const wide = builder.add({ type: 'reshape', shape: [BATCH, 360] }, [maps])
  const dense = builder.add(
    { type: 'matMul', transposeB: false },
    [wide, builder.constant(random([360, 3], 2))],
    'dense',
  )
  const graph = builder.build([maps, dense])
  const ordered = inTensorflowOrder(graph)
  const feeds = { x: distinctValues([2, 3, 5, 2], 3) }
  const [expected, actual] = [interpret64(graph, feeds), interpret64(ordered, feeds)]
  for (const id of ['maps', 'dense']) assertCloseTo(actual[id]!.data, expected[id]!.data, { abs: 1e-12 })
  expect(ordered.nodes.some(({ op }) => op.type === 'conv2d')).toBe(false)
  expect(ordered.nodes.filter(({ op }) => op.type === 'matMul')).toHaveLength(3)
})

it.each([1, 3, 8, 10, 16, 21])('sumInLanes(builder, x) adds %i values', (count) => {
  const builder = new GraphBuilder()
  const x = builder.input('x', [BATCH, count])
  const graph = builder.build([sumInLanes(builder, x)])
  const values = distinctValues([2, count], 4)
  const sums = [0, 1].map((row) =>
    values.data.slice(row * count, (row + 1) * count).reduce((a, b) => a + b, 0),
  )
  const result = interpret64(graph, { x: values })[graph.outputs[0]!]!
  expect(result.shape).toEqual([2, 1])
  assertCloseTo(result.data, sums, { abs: 1e-12 })
})
