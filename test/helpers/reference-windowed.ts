import type { Convolution, Op, Pooling } from '../../main/graph/graph.ts'
import type { Array64 } from './reference-interpreter.ts'

/** Convolutions, poolings, resizings and their gradients, or undefined for another op. */
export function evaluateWindowed(op: Op, inputs: readonly Array64[]): Array64 | undefined {
  const [first, second, third] = inputs
  switch (op.type) {
    case 'conv2d':
      return conv2d(op, first!, second!)
    case 'conv2dInputGradient':
      return conv2dInputGradient(op, op.inputSize, first!, second!)
    case 'maxPool':
      return maxPool(op, first!).values
    case 'maxPoolGradient':
      return scatterToWinners(maxPool(op, first!).winners, first!.shape, third!)
    case 'avgPool':
      return avgPool(op, first!)
    case 'avgPoolGradient':
      return avgPoolGradient(op, op.inputSize, first!)
    case 'resizeBilinear':
      return resizeBilinear(first!, op.height, op.width)
    case 'upsampleNearest':
      return upsampleNearest(first!, op.factor[0], op.factor[1])
    default:
      return undefined
  }
}

function zeros(shape: readonly number[]): Array64 {
  return { shape, data: new Float64Array(shape.reduce((size, dimension) => size * dimension, 1)) }
}

function offset(shape: readonly number[], n: number, row: number, column: number, channel: number): number {
  return ((n * shape[1]! + row) * shape[2]! + column) * shape[3]! + channel
}

function outputLength(length: number, before: number, after: number, reach: number, stride: number): number {
  return Math.floor((length + before + after - reach) / stride) + 1
}

/** Calls `visit` with (x index, kernel index, output index) of every product that a convolution sums. */
function eachProduct(
  op: Convolution,
  xShape: readonly number[],
  kernelShape: readonly number[],
  yShape: readonly number[],
  visit: (xIndex: number, kernelIndex: number, yIndex: number) => void,
): void {
  const [kernelRows, kernelColumns, groupSize, filters] = [0, 1, 2, 3].map((axis) => kernelShape[axis]!)
  for (let n = 0; n < yShape[0]!; n++)
    for (let outRow = 0; outRow < yShape[1]!; outRow++)
      for (let outColumn = 0; outColumn < yShape[2]!; outColumn++)
        for (let i = 0; i < kernelRows!; i++)
          for (let j = 0; j < kernelColumns!; j++) {
            const row = outRow * op.strides[0] - op.padding[0] + i * op.dilations[0]
            const column = outColumn * op.strides[1] - op.padding[2] + j * op.dilations[1]
            if (row < 0 || column < 0 || row >= xShape[1]! || column >= xShape[2]!) continue
            for (let filter = 0; filter < filters!; filter++) {
              const group = Math.floor((filter * op.groups) / filters!)
              for (let c = 0; c < groupSize!; c++)
                visit(
                  offset(xShape, n, row, column, group * groupSize! + c),
                  offset(kernelShape, i, j, c, filter),
                  offset(yShape, n, outRow, outColumn, filter),
                )
            }
          }
}

function conv2d(op: Convolution, x: Array64, kernel: Array64): Array64 {
  const [top, bottom, left, right] = op.padding
  const reach = [0, 1].map((axis) => op.dilations[axis]! * (kernel.shape[axis]! - 1) + 1)
  const y = zeros([
    x.shape[0]!,
    outputLength(x.shape[1]!, top, bottom, reach[0]!, op.strides[0]),
    outputLength(x.shape[2]!, left, right, reach[1]!, op.strides[1]),
    kernel.shape[3]!,
  ])
  eachProduct(op, x.shape, kernel.shape, y.shape, (xIndex, kernelIndex, yIndex) => {
    y.data[yIndex]! += x.data[xIndex]! * kernel.data[kernelIndex]!
  })
  return y
}

function conv2dInputGradient(
  op: Convolution,
  inputSize: readonly [number, number],
  upstream: Array64,
  kernel: Array64,
): Array64 {
  const x = zeros([upstream.shape[0]!, inputSize[0], inputSize[1], kernel.shape[2]! * op.groups])
  eachProduct(op, x.shape, kernel.shape, upstream.shape, (xIndex, kernelIndex, yIndex) => {
    x.data[xIndex]! += upstream.data[yIndex]! * kernel.data[kernelIndex]!
  })
  return x
}

/** Indices into x of every window, without the padding, in the order of the pooled values. */
function windows(op: Pooling, xShape: readonly number[]): { shape: number[]; members: number[][] } {
  const [top, bottom, left, right] = op.padding
  const shape = [
    xShape[0]!,
    outputLength(xShape[1]!, top, bottom, op.window[0], op.strides[0]),
    outputLength(xShape[2]!, left, right, op.window[1], op.strides[1]),
    xShape[3]!,
  ]
  const members: number[][] = []
  for (let n = 0; n < shape[0]!; n++)
    for (let outRow = 0; outRow < shape[1]!; outRow++)
      for (let outColumn = 0; outColumn < shape[2]!; outColumn++)
        for (let channel = 0; channel < shape[3]!; channel++) {
          const indices: number[] = []
          for (let i = 0; i < op.window[0]; i++)
            for (let j = 0; j < op.window[1]; j++) {
              const row = outRow * op.strides[0] - top + i
              const column = outColumn * op.strides[1] - left + j
              if (row >= 0 && column >= 0 && row < xShape[1]! && column < xShape[2]!)
                indices.push(offset(xShape, n, row, column, channel))
            }
          members.push(indices)
        }
  return { shape, members }
}

function maxPool(op: Pooling, x: Array64): { values: Array64; winners: number[] } {
  const { shape, members } = windows(op, x.shape)
  const winners = members.map((indices) =>
    indices.reduce((best, index) => (x.data[index]! > x.data[best]! ? index : best)),
  )
  return { values: { shape, data: Float64Array.from(winners, (index) => x.data[index]!) }, winners }
}

function scatterToWinners(winners: readonly number[], shape: readonly number[], upstream: Array64): Array64 {
  const gradient = zeros(shape)
  winners.forEach((winner, index) => (gradient.data[winner]! += upstream.data[index]!))
  return gradient
}

function avgPool(op: Pooling, x: Array64): Array64 {
  const { shape, members } = windows(op, x.shape)
  const mean = (indices: number[]) => indices.reduce((sum, index) => sum + x.data[index]!, 0) / indices.length
  return { shape, data: Float64Array.from(members, mean) }
}

function avgPoolGradient(op: Pooling, inputSize: readonly [number, number], upstream: Array64): Array64 {
  const gradient = zeros([upstream.shape[0]!, inputSize[0], inputSize[1], upstream.shape[3]!])
  windows(op, gradient.shape).members.forEach((indices, position) => {
    for (const index of indices) gradient.data[index]! += upstream.data[position]! / indices.length
  })
  return gradient
}

function resizeBilinear(x: Array64, height: number, width: number): Array64 {
  const result = zeros([x.shape[0]!, height, width, x.shape[3]!])
  const place = (index: number, from: number, to: number) => {
    const source = Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1)
    const low = Math.floor(source)
    return { low, high: Math.min(low + 1, from - 1), fraction: source - low }
  }
  for (let n = 0; n < x.shape[0]!; n++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let channel = 0; channel < x.shape[3]!; channel++) {
          const v = place(row, x.shape[1]!, height)
          const h = place(column, x.shape[2]!, width)
          const at = (r: number, c: number) => x.data[offset(x.shape, n, r, c, channel)]!
          const upper = at(v.low, h.low) * (1 - h.fraction) + at(v.low, h.high) * h.fraction
          const lower = at(v.high, h.low) * (1 - h.fraction) + at(v.high, h.high) * h.fraction
          result.data[offset(result.shape, n, row, column, channel)] =
            upper * (1 - v.fraction) + lower * v.fraction
        }
  return result
}

function upsampleNearest(x: Array64, vertical: number, horizontal: number): Array64 {
  const result = zeros([x.shape[0]!, x.shape[1]! * vertical, x.shape[2]! * horizontal, x.shape[3]!])
  for (let n = 0; n < result.shape[0]!; n++)
    for (let row = 0; row < result.shape[1]!; row++)
      for (let column = 0; column < result.shape[2]!; column++)
        for (let channel = 0; channel < result.shape[3]!; channel++)
          result.data[offset(result.shape, n, row, column, channel)] =
            x.data[offset(x.shape, n, Math.floor(row / vertical), Math.floor(column / horizontal), channel)]!
  return result
}
