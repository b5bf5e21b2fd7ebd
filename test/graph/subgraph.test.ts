import { describe, expect, it } from 'vitest'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH, type Graph } from '../../main/graph/graph.ts'
import { appendGraph, cutAt, shapeOfValue, withOutputs } from '../../main/graph/subgraph.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { interpret } from '../helpers/reference-interpreter.ts'

/** x -> hidden = 2 x -> y = hidden + 1; side = exp(other) */
function twoLayers(): Graph {
  const builder = new GraphBuilder()
  const x = builder.input('x', [BATCH, 2])
  const other = builder.input('other', [BATCH, 2])
  const hidden = builder.add({ type: 'binary', fn: 'multiply' }, [x, builder.scalar(2)], 'hidden')
  const y = builder.add({ type: 'binary', fn: 'add' }, [hidden, builder.scalar(1)], 'y')
  const side = builder.add({ type: 'unary', fn: 'exp' }, [other], 'side')
  return builder.build([y, side])
}
const feed = tensor([1, 2], [3, 4])

describe('subgraph', () => {
  it('withOutputs(graph, outputs) keeps only what they need, inputs too', () => {
    const graph = withOutputs(twoLayers(), ['hidden'])
    expect(graph.inputs.map(({ id }) => id)).toEqual(['x'])
    expect(interpret(graph, { x: feed })).toEqual({ hidden: tensor([1, 2], [6, 8]) })
    expect(() => withOutputs(twoLayers(), ['nothing'])).toThrow(/^unknown value: nothing/)
  })

  it('cutAt(graph, values, outputs) feeds an intermediate value', () => {
    const graph = cutAt(twoLayers(), ['hidden'], ['y'])
    expect(graph.inputs).toEqual([{ id: 'hidden', shape: [BATCH, 2] }])
    expect(interpret(graph, { hidden: feed })).toEqual({ y: tensor([1, 2], [4, 5]) })
  })

  it('appendGraph(builder, graph, bindings) runs one graph twice over shared constants', () => {
    const builder = new GraphBuilder()
    const image = builder.input('image', [1, 2])
    const masks = builder.input('masks', [BATCH, 2])
    const masked = builder.add({ type: 'binary', fn: 'multiply' }, [image, masks])
    const model = withOutputs(twoLayers(), ['y'])
    const first = appendGraph(builder, model, { x: masked })
    const second = appendGraph(builder, model, { x: image })
    const outputs = [first.get('y')!, second.get('y')!]
    expect(outputs).toEqual(['y', 'appended/y'])
    const graph = builder.build(outputs)
    expect(graph.constants.size).toBe(2)
    const masksFeed = tensor([2, 2], [1, 0, 0, 1])
    expect(interpret(graph, { image: feed, masks: masksFeed })).toEqual({
      y: tensor([2, 2], [7, 1, 1, 9]),
      'appended/y': tensor([1, 2], [7, 9]),
    })
  })

  it('shapeOfValue(graph, id) knows inputs, constants and nodes', () => {
    const graph = twoLayers()
    expect(['x', 'hidden', 'scalar_2'].map((id) => shapeOfValue(graph, id))).toEqual([
      [BATCH, 2],
      [BATCH, 2],
      [],
    ])
  })
})
