import type { Convolution, Op, Pooling } from './graph.ts'
import { requireShape, sameShape } from './shape-check.ts'

type Shape = readonly number[]
type OpOf<Type extends Op['type']> = Extract<Op, { readonly type: Type }>

/** [N, H', W', K] of a convolution of x [N, H, W, C] with a kernel [kh, kw, C / groups, K]. Throws `shape_mismatch`. */
export function convolutionShape(
  op: Convolution & { readonly type: string },
  x: Shape,
  kernel: Shape,
): number[] {
  const shapes = [x, kernel]
  requireShape(op, x.length === 4 && kernel.length === 4, shapes, 'rank 4')
  requireShape(
    op,
    kernel[2]! * op.groups === x[3]!,
    shapes,
    'kernel channels times groups equal input channels',
  )
  requireShape(op, op.groups === 1 || op.groups === x[3]!, shapes, 'groups 1 or input channels')
  requireShape(op, kernel[3]! % op.groups === 0, shapes, 'filters divisible by groups')
  const rows = spatialLength(x[1]!, op.padding[0] + op.padding[1], kernel[0]!, op.dilations[0], op.strides[0])
  const columns = spatialLength(
    x[2]!,
    op.padding[2] + op.padding[3],
    kernel[1]!,
    op.dilations[1],
    op.strides[1],
  )
  requireShape(op, rows > 0 && columns > 0, shapes, 'window within the padded input')
  return [x[0]!, rows, columns, kernel[3]!]
}

/** [N, ...inputSize, C]: the shape of the input of the convolution whose output the upstream has. Throws `shape_mismatch`. */
export function inputGradientShape(
  op: OpOf<'conv2dInputGradient'>,
  upstream: Shape,
  kernel: Shape,
): number[] {
  requireShape(op, upstream.length === 4 && kernel.length === 4, [upstream, kernel], 'rank 4')
  const inputShape = [upstream[0]!, ...op.inputSize, kernel[2]! * op.groups]
  requireShape(
    op,
    sameShape(convolutionShape(op, inputShape, kernel), upstream),
    [upstream, kernel],
    'input size',
  )
  return inputShape
}

/** [N, H', W', C] of a pooled x. Throws `shape_mismatch`. */
export function poolingShape(op: Pooling & { readonly type: string }, x: Shape): number[] {
  requireShape(op, x.length === 4, [x], 'rank 4')
  const [top, bottom, left, right] = op.padding
  const within = Math.max(top, bottom) < op.window[0] && Math.max(left, right) < op.window[1]
  requireShape(op, within, [x], 'padding less than the window')
  const rows = spatialLength(x[1]!, top + bottom, op.window[0], 1, op.strides[0])
  const columns = spatialLength(x[2]!, left + right, op.window[1], 1, op.strides[1])
  requireShape(op, rows > 0 && columns > 0, [x], 'window within the padded input')
  return [x[0]!, rows, columns, x[3]!]
}

function spatialLength(
  size: number,
  padding: number,
  window: number,
  dilation: number,
  stride: number,
): number {
  return Math.floor((size + padding - dilation * (window - 1) - 1) / stride) + 1
}
