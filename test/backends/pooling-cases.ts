import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import type { Op, Padding, Pair } from '../../main/graph/graph.ts'
import { opCase, plain, tied, type Make, type OpCase } from './op-case.ts'

const UNPADDED: Padding = [0, 0, 0, 0]

interface PoolingCase {
  size: Pair
  channels: number
  window: Pair
  strides: Pair
  padding?: Padding
}

const POOLINGS: Record<string, PoolingCase> = {
  '2x2': { size: [6, 8], channels: 3, window: [2, 2], strides: [2, 2] },
  '2x2, blocked channels': { size: [6, 8], channels: 16, window: [2, 2], strides: [2, 2] },
  '2x2 on an odd size': { size: [7, 5], channels: 2, window: [2, 2], strides: [2, 2] },
  '2x2 same on an odd size': {
    size: [7, 5],
    channels: 2,
    window: [2, 2],
    strides: [2, 2],
    padding: [0, 1, 0, 1],
  },
  '3x3 stride 2, overlapping': {
    size: [7, 9],
    channels: 3,
    window: [3, 3],
    strides: [2, 2],
    padding: [1, 1, 1, 1],
  },
  '3x3 stride 1, overlapping, same': {
    size: [5, 6],
    channels: 2,
    window: [3, 3],
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  },
  '3x2 stride 2x3, asymmetric': {
    size: [8, 9],
    channels: 2,
    window: [3, 2],
    strides: [2, 3],
    padding: [1, 0, 0, 1],
  },
  '2x2 stride 3, gaps': { size: [8, 9], channels: 2, window: [2, 2], strides: [3, 3] },
  'height 1, 1x2': { size: [1, 20], channels: 4, window: [1, 2], strides: [1, 2] },
  'height 1, 1x3 stride 2, same': {
    size: [1, 19],
    channels: 4,
    window: [1, 3],
    strides: [1, 2],
    padding: [0, 0, 1, 1],
  },
}

export function poolingCases(): OpCase[] {
  return Object.entries(POOLINGS).flatMap(
    ([name, { size, channels, window, strides, padding = UNPADDED }]) => {
      const attributes = { window, strides, padding } as const
      const shape = [-1, ...size, channels]
      const average = opCase(`avgPool, ${name}`, { type: 'avgPool', ...attributes }, [shape])
      const pooled = average.graph.nodes[0]!.shape
      const gradient: Op = { type: 'avgPoolGradient', ...attributes, inputSize: size }
      return [
        opCase(`maxPool, ${name}`, { type: 'maxPool', ...attributes }, [shape]),
        maxPoolGradientCase(`maxPoolGradient, ${name}`, attributes, shape, plain),
        maxPoolGradientCase(`maxPoolGradient with ties, ${name}`, attributes, shape, (tiedShape) =>
          tied(tiedShape),
        ),
        average,
        opCase(`avgPoolGradient, ${name}`, gradient, [pooled]),
      ]
    },
  )
}

function maxPoolGradientCase(
  name: string,
  attributes: { window: Pair; strides: Pair; padding: Padding },
  shape: readonly number[],
  make: Make,
): OpCase {
  const builder = new GraphBuilder()
  const x = builder.input('x', shape)
  const y = builder.add({ type: 'maxPool', ...attributes }, [x])
  const pooled = builder.shapeOf(y)
  const upstream = builder.input('upstream', pooled)
  const result = builder.add({ type: 'maxPoolGradient', ...attributes }, [x, y, upstream])
  const sized = (of: readonly number[], batch: number) => of.map((size) => (size < 0 ? batch : size))
  return {
    name,
    graph: builder.build([result]),
    feeds: (batch) => ({ x: make(sized(shape, batch), 0), upstream: plain(sized(pooled, batch), 1) }),
  }
}
