import type { Backend } from '../graph/backend.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import type { Graph } from '../graph/graph.ts'
import { sizeOf, tensor, type Tensor } from '../graph/tensor.ts'

const TILE_SIZE = 112
const MEASURED_MS = 400

/** Tiles per second through a small built-in network (two convolutions of 32 filters at 112 x 112): a comparison only. */
export async function measureBackend(backend: Backend): Promise<number> {
  const executable = await backend.prepare(smallNetwork())
  const feeds = { tile: ramp([1, TILE_SIZE, TILE_SIZE, 3]) }
  try {
    await executable.run(feeds)
    const start = performance.now()
    let tiles = 0
    let elapsed = 0
    while (elapsed < MEASURED_MS || tiles < 3) {
      await executable.run(feeds)
      tiles++
      elapsed = performance.now() - start
    }
    return (1000 * tiles) / elapsed
  } finally {
    await executable.dispose()
  }
}

function smallNetwork(): Graph {
  const builder = new GraphBuilder()
  let value = builder.input('tile', [-1, TILE_SIZE, TILE_SIZE, 3])
  for (const channels of [3, 32]) {
    const kernel = builder.constant(ramp([3, 3, channels, 32]))
    const convolution = builder.add(
      { type: 'conv2d', strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], groups: 1 },
      [value, kernel],
    )
    value = builder.add({ type: 'unary', fn: 'relu' }, [convolution])
  }
  const pooled = builder.add({ type: 'maxPool', window: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] }, [
    value,
  ])
  const means = builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [pooled])
  return builder.build([builder.add({ type: 'softmax' }, [means])])
}

/** Small numbers of both signs, the same every time. */
function ramp(shape: readonly number[]): Tensor {
  return tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => ((index * 37) % 101) / 505 - 0.1),
  )
}
