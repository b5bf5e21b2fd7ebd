import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import type { Graph, Op } from '../../main/graph/graph.ts'
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
export function tied(shape: readonly number[]): Tensor {
  const { data } = spread(shape, 0, 3)
  return tensor(shape, data.map(Math.floor))
}

export type Make = (shape: readonly number[], position: number) => Tensor
export const plain: Make = (shape, position) => spread(shape, -2, 2, 0.1 + position * 0.17)

/** A graph of one op over inputs of the shapes (BATCH in front where batched) and constants after them. */
export function opCase(
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
