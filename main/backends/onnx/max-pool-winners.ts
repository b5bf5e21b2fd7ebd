import type { Pooling } from '../../graph/graph.ts'
import { tensor, type Tensor } from '../../graph/tensor.ts'
import type { Lowering } from './lowering.ts'

/** Above this a float32 does not hold every integer. */
const EXACT_INTEGERS = 2 ** 24

/** True for 2x2 windows that tile an image: their winners are found without MaxPool's slow second output. */
export function tilesByTwo(op: Pooling, [, height = 1, width = 1, channels = 1]: readonly number[]): boolean {
  return (
    [...op.window, ...op.strides].every((size) => size === 2) &&
    op.padding.every((amount) => amount === 0) &&
    height % 2 === 0 &&
    width % 2 === 0 &&
    channels * height * width < EXACT_INTEGERS
  )
}

/**
 * Where the first maximum of each 2x2 window stands in the whole channels-first tensor, as MaxPool's second output has it.
 * MaxPool with indices has no blocked kernel; pooling without them does. The maximum is in the upper row where that row's
 * maximum equals it, else in the lower; and in the left column where the upper left value, or in the lower row the left
 * column's maximum, equals it: first in row-major order, also with ties.
 */
export function winnersOfTiles(lowering: Lowering, x: string, y: string, shape: readonly number[]): string {
  const [, height = 1, width = 1, channels = 1] = shape
  const pool = (window: readonly number[]) =>
    lowering.emit('MaxPool', [x], { kernel_shape: { ints: window }, strides: { ints: [2, 2] } })
  const equals = (candidate: string) => lowering.emit('Equal', [candidate, y])
  const inUpperRow = equals(pool([1, 2]))
  const inLowerRow = lowering.emit('Not', [inUpperRow])
  const lowerLeft = lowering.emit('And', [equals(pool([2, 1])), inLowerRow])
  const inLeftColumn = lowering.emit('Or', [equals(pool([1, 1])), lowerLeft])
  const number = (condition: string) => lowering.emit('Cast', [condition], { to: { i: 1 } })
  const rowsBack = lowering.emit('Mul', [number(inUpperRow), lowering.scalar(-width)])
  const stepsBack = lowering.emit('Sub', [rowsBack, number(inLeftColumn)])
  const corners = lowering.floats(lowerRightCorners(channels, height, width))
  const place = lowering.emit('Cast', [lowering.emit('Add', [stepsBack, corners])], { to: { i: 7 } })
  if (lowering.batch === 1) return place
  return lowering.emit('Add', [place, sampleOffsets(lowering, y, channels * height * width)])
}

/** Place of each window's lower right corner within its sample, [1, C, h / 2, w / 2]. */
function lowerRightCorners(channels: number, height: number, width: number): Tensor {
  const corners = tensor([1, channels, height / 2, width / 2])
  let index = 0
  for (let channel = 0; channel < channels; channel++)
    for (let row = 1; row < height; row += 2)
      for (let column = 1; column < width; column += 2)
        corners.data[index++] = (channel * height + row) * width + column
  return corners
}

/** n * sampleSize for each sample of the batch, int64 [N, 1, 1, 1]. */
function sampleOffsets(lowering: Lowering, y: string, sampleSize: number): string {
  const batch = lowering.emit('Shape', [y], { start: { i: 0 }, end: { i: 1 } })
  const ones = lowering.emit('Expand', [lowering.integersOf([1]), batch])
  const numbers = lowering.emit('CumSum', [ones, lowering.integersOf([0])], { exclusive: { i: 1 } })
  const offsets = lowering.emit('Mul', [numbers, lowering.integersOf([sampleSize])])
  return lowering.emit('Reshape', [offsets, lowering.integersOf([-1, 1, 1, 1])])
}
