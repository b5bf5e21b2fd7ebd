import type { Reference } from '../../attribution/reference-input.ts'
import { rankDescending } from '../../kernels/ranking.ts'
import type { Rng } from '../../kernels/rng.ts'
import type { DrawnInputs } from '../metric-context.ts'
import { substrateInput } from '../scored-params.ts'

interface RemovalPath {
  /** [H, W, C], where the path starts */
  readonly from: Float32Array
  /** [H, W, C], where it ends */
  readonly to: Float32Array
  /** Pixels in the order in which they go over. */
  readonly order: Uint32Array
  /** In [1, number of pixels] */
  readonly steps: number
  readonly channels: number
}

/**
 * steps + 1 inputs: the first is `from`; input k has the first round(k * pixels / steps) pixels of the order from `to`; the
 * last is `to`.
 */
function removalPath({ from, to, order, steps, channels }: RemovalPath): DrawnInputs {
  const present = from.slice()
  let moved = 0
  return {
    count: steps + 1,
    draw: (index, out) => {
      const end = Math.round((index * order.length) / steps)
      for (; moved < end; moved++) {
        const first = order[moved]! * channels
        for (let value = first; value < first + channels; value++) present[value] = to[value]!
      }
      out.set(present)
    },
  }
}

export interface Removal {
  /** [H, W, C] */
  readonly sample: Float32Array
  readonly sampleShape: readonly [number, number, number]
  readonly order: Uint32Array
  /** At most one a pixel is taken. */
  readonly steps: number
  readonly deletionFill: Reference
  readonly insertionFill: Reference
}

/** The two ways of taking a sample apart in an order: pixels deleted one after the other, and inserted. */
export function removalPair(removal: Removal): { deletion: DrawnInputs; insertion: DrawnInputs } {
  const { sample, sampleShape, order } = removal
  const channels = sampleShape[2]
  const steps = Math.min(removal.steps, order.length)
  const removed = substrateInput(removal.deletionFill, removal)
  const start = substrateInput(removal.insertionFill, removal)
  return {
    deletion: removalPath({ from: sample, to: removed, order, steps, channels }),
    insertion: removalPath({ from: start, to: sample, order, steps, channels }),
  }
}

/**
 * Pixels from the highest of the map to the lowest, ties in random order.
 * @param map  [H, W]
 * @param rng  the sample's stream
 */
export function mapOrder(map: Float32Array, rng: Rng): Uint32Array {
  return rankDescending(map, rng.fork(0))
}

/** Random order number `index` of the sample's stream. */
export function randomOrder(pixels: number, rng: Rng, index: number): Uint32Array {
  return rng.fork(1 + index).shuffle(Uint32Array.from({ length: pixels }, (_, pixel) => pixel))
}

/**
 * Area under a curve of n + 1 equally spaced points by trapezoids over [0, 1]: (sum s - (s_0 + s_n) / 2) / n.
 * @param scores  at least two
 */
export function areaUnderCurve(scores: ArrayLike<number>): number {
  const last = scores.length - 1
  let sum = -(scores[0]! + scores[last]!) / 2
  for (let index = 0; index <= last; index++) sum += scores[index]!
  return sum / last
}
