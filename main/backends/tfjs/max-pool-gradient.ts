import type { Pair } from '../../graph/graph.ts'
import type { TfjsApi, TfjsTensor } from './tfjs-api.ts'

/** One max pooling without padding (what is needed has been put around x), whose winners are asked for. */
interface PooledWindows {
  readonly x: TfjsTensor
  readonly y: TfjsTensor
  readonly upstream: TfjsTensor
  readonly window: Pair
  readonly strides: Pair
}

/**
 * Gradient of max pooling out of elementary ops: wasm's own kernel (4.22) loses windows and gives the last maximum, not the
 * first. Goes through the places of a window in row-major order; a window that has found its maximum takes no more part.
 */
export function composedMaxPoolGradient(tf: TfjsApi, pooled: PooledWindows): TfjsTensor {
  const { x, y, upstream, window } = pooled
  const [height = 1, width = 1] = x.shape.slice(1, 3)
  let waiting = upstream
  let gradient: TfjsTensor | undefined
  for (let row = 0; row < window[0]; row++) {
    for (let column = 0; column < window[1]; column++) {
      const isMaximum = tf.equal(takePlace(tf, pooled, row, column), y)
      const taken = tf.where(isMaximum, waiting, 0)
      waiting = tf.where(isMaximum, 0, waiting)
      const part = putPlace(tf, taken, pooled, row, column, [height, width])
      gradient = gradient === undefined ? part : tf.add(gradient, part)
    }
  }
  return gradient ?? tf.zerosLike(x)
}

/** The value at one place of every window: [N, h', w', C]. */
function takePlace(tf: TfjsApi, { x, y, strides }: PooledWindows, row: number, column: number): TfjsTensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = y.shape
  const end = [batch, row + (height - 1) * strides[0] + 1, column + (width - 1) * strides[1] + 1, channels]
  return tf.stridedSlice(x, [0, row, column, 0], end, [1, strides[0], strides[1], 1])
}

/** The reverse: [N, h', w', C] at its places in [N, height, width, C], zeros between. */
function putPlace(
  tf: TfjsApi,
  value: TfjsTensor,
  { strides }: PooledWindows,
  row: number,
  column: number,
  size: Pair,
): TfjsTensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = value.shape
  const columns = insertZeros(tf, tf.reshape(value, [batch * height, width, channels]), strides[1])
  const rows = insertZeros(
    tf,
    tf.reshape(columns, [batch, height, width * strides[1] * channels]),
    strides[0],
  )
  const spread = tf.reshape(rows, [batch, height * strides[0], width * strides[1], channels])
  const below = size[0] - row - height * strides[0]
  const right = size[1] - column - width * strides[1]
  const kept = tf.slice(
    spread,
    [0, 0, 0, 0],
    [batch, height * strides[0] + Math.min(below, 0), width * strides[1] + Math.min(right, 0), channels],
  )
  return tf.pad(kept, [
    [0, 0],
    [row, Math.max(below, 0)],
    [column, Math.max(right, 0)],
    [0, 0],
  ])
}

/** [a, b, c] -> [a, b * stride, c] with stride - 1 rows of zeros after every row. */
function insertZeros(tf: TfjsApi, value: TfjsTensor, stride: number): TfjsTensor {
  const [outer = 1, length = 1, inner = 1] = value.shape
  if (stride === 1) return value
  const padded = tf.pad(tf.reshape(value, [outer, length, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ])
  return tf.reshape(padded, [outer, length * stride, inner])
}
