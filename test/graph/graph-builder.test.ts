import { describe, expect, it } from 'vitest'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH } from '../../main/graph/graph.ts'
import { tensor } from '../../main/graph/tensor.ts'

describe('GraphBuilder', () => {
  it('constant(value) uses an equal constant again, by shape and every value', () => {
    const builder = new GraphBuilder()
    const first = builder.constant(tensor([2, 2], [1, 2, 3, 4]), 'weights')
    expect(builder.constant(tensor([2, 2], [1, 2, 3, 4]), 'other')).toBe(first)
    expect(builder.constant(tensor([4], [1, 2, 3, 4]))).not.toBe(first)
    expect(builder.constant(tensor([2, 2], [1, 2, 3, 5]))).not.toBe(first)
    expect(builder.constant(tensor([1], [0]))).not.toBe(builder.constant(tensor([1], [-0])))
    expect(builder.scalar(2)).toBe(builder.scalar(2))
  })

  it('build(outputs) keeps inputs and drops what the outputs do not need', () => {
    const builder = new GraphBuilder()
    const x = builder.input('x', [BATCH, 3])
    const y = builder.add({ type: 'binary', fn: 'add' }, [x, builder.scalar(1)], 'y')
    builder.add({ type: 'binary', fn: 'add' }, [x, builder.scalar(2)], 'dead')
    const graph = builder.build([y])
    expect(graph.nodes.map(({ id }) => id)).toEqual(['y'])
    expect([...graph.constants.keys()]).toEqual(['scalar_1'])
    expect(graph.inputs).toEqual([{ id: 'x', shape: [BATCH, 3] }])
  })

  it('from(graph) goes on with the same ids', () => {
    const builder = new GraphBuilder()
    builder.add({ type: 'unary', fn: 'relu' }, [builder.input('x', [BATCH, 3])])
    const next = GraphBuilder.from(builder.build(['unary']))
    expect(next.add({ type: 'unary', fn: 'relu' }, ['unary'])).toBe('unary_1')
    expect(next.build(['unary_1']).nodes).toHaveLength(2)
  })

  it('add(op, inputs, id) refuses unknown values and a second value of one name', () => {
    const builder = new GraphBuilder()
    const x = builder.input('x', [3])
    expect(() => builder.add({ type: 'softmax' }, ['y'])).toThrow(/^unknown value: y/)
    expect(() => builder.add({ type: 'softmax' }, [x], 'x')).toThrow(/^value named twice: x/)
    expect(() => builder.build(['z'])).toThrow(/^unknown value: z/)
  })
})
