import type { DrawnInputs } from '../metric-context.ts'

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
export function removalPath({ from, to, order, steps, channels }: RemovalPath): DrawnInputs {
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
