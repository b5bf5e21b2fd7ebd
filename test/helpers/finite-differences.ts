import { expect } from 'vitest'
import { gradientGraph, gradientId } from '../../main/graph/gradient.ts'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH, type Graph, type Op } from '../../main/graph/graph.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { interpret64, type Array64 } from './reference-interpreter.ts'

/** Distinct values in a seeded order, `step` apart and away from the kinks at 0, 2.5 and 6 of the unary functions. */
export function distinctValues(shape: readonly number[], seed: number, step = 0.11): Array64 {
  const size = shape.reduce((a, b) => a * b, 1)
  const data = Float64Array.from({ length: size }, (_, index) => (index - size / 2) * step + 0.0371)
  let state = seed >>> 0 || 1
  for (let index = size - 1; index > 0; index--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const other = state % (index + 1)
    const kept = data[index]!
    data[index] = data[other]!
    data[other] = kept
  }
  return { shape, data }
}

function weightedSum(graph: Graph, feeds: Record<string, Array64>, seed: Array64): number {
  const output = interpret64(graph, feeds)[graph.outputs[0]!]!
  return output.data.reduce((sum, value, index) => sum + value * seed.data[index]!, 0)
}

/**
 * Compares the gradient graph of the first output with central differences in float64, for every element of every graph
 * input. Returns how many derivatives were compared.
 */
export function checkGradient(
  graph: Graph,
  feeds: Record<string, Array64>,
  inputs: readonly string[],
): number {
  const of = graph.outputs[0]!
  const value = interpret64(graph, feeds)[of]!
  const seed = distinctValues(value.shape, 7, 0.05)
  const gradients = gradientGraph(graph, { of, upstream: 'seed', withRespectTo: inputs })
  const results = interpret64(gradients, { ...feeds, seed })
  let compared = 0
  for (const input of inputs) {
    const result = results[gradientId(input)]!
    const feed = feeds[input]!
    expect(result.shape).toEqual(feed.shape)
    for (let index = 0; index < feed.data.length; index++) {
      const moved = (step: number) =>
        weightedSum(
          graph,
          { ...feeds, [input]: { ...feed, data: feed.data.with(index, feed.data[index]! + step) } },
          seed,
        )
      const step = 1e-5
      const expected = (moved(step) - moved(-step)) / (2 * step)
      const difference = Math.abs(result.data[index]! - expected)
      if (!(difference <= 2e-6 * Math.max(1, Math.abs(expected))))
        expect.fail(`d ${of} / d ${input}[${index}] is ${result.data[index]}, differences give ${expected}`)
      compared++
    }
  }
  return compared
}

/** Checks an op of an input `x` and a constant second input (a kernel, a matrix); returns the graph of it. */
export function checkWithConstant(op: Op, shape: readonly number[], constantShape: readonly number[]): Graph {
  const builder = new GraphBuilder()
  const x = builder.input('x', shape)
  const kernel = distinctValues(constantShape, 5)
  const constant = builder.constant(tensor(constantShape, Float32Array.from(kernel.data)))
  const graph = builder.build([builder.add(op, [x, constant])])
  const feed = distinctValues(
    shape.map((size) => (size === BATCH ? 2 : size)),
    3,
  )
  checkGradient(graph, { x: feed }, ['x'])
  return graph
}
