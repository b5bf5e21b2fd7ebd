import type { Padding, Pair } from '../../graph/graph.ts'
import type { TfjsApi, TfjsTensor } from './tfjs-api.ts'

export type TfPadding = 'same' | 'valid'

/**
 * How the padding is had: TensorFlow.js knows `same` and `valid` everywhere and explicit padding almost nowhere, so any
 * other amount is put around the input first.
 */
export function paddingMode(
  padding: Padding,
  size: readonly number[],
  reach: Pair,
  strides: Pair,
): { mode: TfPadding; amounts: Padding | undefined } {
  if (padding.every((amount) => amount === 0)) return { mode: 'valid', amounts: undefined }
  const same = [0, 1].flatMap((axis) => {
    const length = size[axis]!
    const steps = Math.ceil(length / strides[axis]!)
    const total = Math.max((steps - 1) * strides[axis]! + reach[axis]! - length, 0)
    return [Math.floor(total / 2), total - Math.floor(total / 2)]
  })
  const isSame = padding.every((amount, index) => amount === same[index])
  return isSame ? { mode: 'same', amounts: undefined } : { mode: 'valid', amounts: padding }
}

export function padImage(tf: TfjsApi, x: TfjsTensor, amounts: Padding | undefined, value = 0): TfjsTensor {
  if (amounts === undefined) return x
  const [top, bottom, left, right] = amounts
  return tf.pad(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  )
}

/** Takes back what `padImage` put around. */
export function cropImage(tf: TfjsApi, x: TfjsTensor, amounts: Padding | undefined, size: Pair): TfjsTensor {
  if (amounts === undefined) return x
  return tf.slice(x, [0, amounts[0], amounts[2], 0], [-1, size[0], size[1], -1])
}

export function paddedSize(size: Pair, amounts: Padding | undefined): Pair {
  if (amounts === undefined) return size
  return [size[0] + amounts[0] + amounts[1], size[1] + amounts[2] + amounts[3]]
}
