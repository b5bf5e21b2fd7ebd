import { BATCH, type Op } from './graph.ts'
import { mismatch, requireShape, sameShape } from './shape-check.ts'
import { convolutionShape, inputGradientShape, poolingShape } from './windowed-shape.ts'

export { sameShape } from './shape-check.ts'

type Shape = readonly number[]
type OpOf<Type extends Op['type']> = Extract<Op, { readonly type: Type }>

/**
 * @param op      an op with its attributes
 * @param shapes  of its inputs, in order; BATCH in place of the batch
 * @returns       shape of its value
 * @throws        WorkbenchError `shape_mismatch` naming the op where the inputs do not fit it
 */
export function inferShape(op: Op, shapes: readonly Shape[]): number[] {
  const count = INPUT_COUNTS[op.type]
  requireShape(
    op,
    count === undefined ? shapes.length > 0 : shapes.length === count,
    shapes,
    'wrong number of inputs',
  )
  const [first = [], second = [], third = []] = shapes
  switch (op.type) {
    case 'unary':
    case 'softmax':
      return [...first]
    case 'binary':
    case 'select':
      return broadcastShapes(shapes)
    case 'broadcastLike':
      requireShape(op, sameShape(broadcastShapes(shapes), second), shapes, 'first does not expand to second')
      return [...second]
    case 'conv2d':
      return convolutionShape(op, first, second)
    case 'conv2dInputGradient':
      return inputGradientShape(op, first, second)
    case 'maxPool':
    case 'avgPool':
      return poolingShape(op, first)
    case 'maxPoolGradient':
      requireShape(
        op,
        sameShape(poolingShape({ ...op, type: 'maxPool' }, first), second),
        shapes,
        'y is not the pooled x',
      )
      requireShape(op, sameShape(second, third), shapes, 'upstream has not the shape of y')
      return [...first]
    case 'avgPoolGradient': {
      requireShape(op, first.length === 4, shapes, 'rank 4')
      const inputShape = [first[0]!, ...op.inputSize, first[3]!]
      requireShape(
        op,
        sameShape(poolingShape({ ...op, type: 'avgPool' }, inputShape), first),
        shapes,
        'input size',
      )
      return inputShape
    }
    case 'reshape':
    case 'transpose':
    case 'pad':
    case 'slice':
      return movedShape(op, first)
    default:
      return arrangedShape(op, shapes)
  }
}

const INPUT_COUNTS: Readonly<Record<Op['type'], number | undefined>> = {
  conv2d: 2,
  conv2dInputGradient: 2,
  matMul: 2,
  maxPool: 1,
  avgPool: 1,
  maxPoolGradient: 3,
  avgPoolGradient: 1,
  unary: 1,
  binary: 2,
  select: 3,
  reduce: 1,
  softmax: 1,
  reshape: 1,
  transpose: 1,
  pad: 1,
  slice: 1,
  concat: undefined,
  resizeBilinear: 1,
  upsampleNearest: 1,
  broadcastLike: 2,
}

/**
 * @param shapes  one or more; BATCH only meets BATCH or 1
 * @returns       the NumPy broadcast of them
 * @throws        WorkbenchError `shape_mismatch`
 */
export function broadcastShapes(shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, axis) => {
    let result = 1
    for (const shape of shapes) {
      const size = shape[axis - rank + shape.length] ?? 1
      if (size === 1 || size === result) continue
      if (result !== 1) throw mismatch('broadcast', shapes, 'dimensions equal or 1')
      result = size
    }
    return result
  })
}

type MovingOp = OpOf<'reshape' | 'transpose' | 'pad' | 'slice'>
type ArrangingOp = OpOf<'matMul' | 'reduce' | 'concat' | 'resizeBilinear' | 'upsampleNearest'>

/** Ops that move the values of their one input. */
function movedShape(op: MovingOp, first: Shape): number[] {
  const shapes = [first]
  switch (op.type) {
    case 'reshape':
      requireShape(
        op,
        product(first) === product(op.shape),
        shapes,
        `same number of values as [${op.shape.join(', ')}]`,
      )
      return [...op.shape]
    case 'transpose':
      requireShape(
        op,
        isPermutation(op.permutation, first.length),
        shapes,
        `permutation ${op.permutation.join(', ')}`,
      )
      return op.permutation.map((axis) => first[axis]!)
    case 'pad':
      requireShape(op, op.paddings.length === first.length, shapes, 'one pair of paddings per axis')
      return first.map((size, axis) => padded(size, op.paddings[axis]!))
    case 'slice':
      requireShape(
        op,
        sliceFits(op, first),
        shapes,
        `begin ${op.begin.join(', ')}, size ${op.size.join(', ')} within`,
      )
      return [...op.size]
  }
}

/** Ops that contract, join or resample. */
function arrangedShape(op: ArrangingOp, shapes: readonly Shape[]): number[] {
  const [first = [], second = []] = shapes
  switch (op.type) {
    case 'matMul': {
      const [inner, columns] = op.transposeB ? [second[1], second[0]] : [second[0], second[1]]
      requireShape(
        op,
        second.length === 2 && first.length > 0 && first.at(-1) === inner,
        shapes,
        'inner dimensions equal',
      )
      return [...first.slice(0, -1), columns!]
    }
    case 'reduce':
      requireShape(
        op,
        op.axes.every((axis) => axis >= 0 && axis < first.length),
        shapes,
        'axes within the rank',
      )
      return op.keepDims
        ? first.map((size, axis) => (op.axes.includes(axis) ? 1 : size))
        : first.filter((_, axis) => !op.axes.includes(axis))
    case 'concat':
      requireShape(
        op,
        op.axis >= 0 && shapes.every((shape) => concatFits(shape, first, op.axis)),
        shapes,
        'others equal',
      )
      return first.with(
        op.axis,
        shapes.reduce((sum, shape) => sum + shape[op.axis]!, 0),
      )
    case 'resizeBilinear':
      requireShape(op, first.length === 4, shapes, 'rank 4')
      return [first[0]!, op.height, op.width, first[3]!]
    case 'upsampleNearest':
      requireShape(op, first.length === 4, shapes, 'rank 4')
      return [first[0]!, first[1]! * op.factor[0], first[2]! * op.factor[1], first[3]!]
  }
}

/** With BATCH = -1 as a factor: two shapes agree when both or neither are batched and the rest has the same size. */
function product(shape: Shape): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

function padded(size: number, [before, after]: readonly [number, number]): number {
  if (size === BATCH && before + after !== 0) throw mismatch('pad', [[size]], 'the batch is not padded')
  return size + before + after
}

function isPermutation(permutation: Shape, rank: number): boolean {
  return (
    permutation.length === rank &&
    permutation.toSorted((a, b) => a - b).every((axis, index) => axis === index)
  )
}

function sliceFits(op: OpOf<'slice'>, shape: Shape): boolean {
  if (op.begin.length !== shape.length || op.size.length !== shape.length) return false
  return shape.every((length, axis) => {
    const [begin, size] = [op.begin[axis]!, op.size[axis]!]
    return length === BATCH
      ? begin === 0 && size === BATCH
      : begin >= 0 && size >= 0 && begin + size <= length
  })
}

function concatFits(shape: Shape, first: Shape, axis: number): boolean {
  const others = shape.every((size, other) => other === axis || size === first[other])
  return shape.length === first.length && axis < shape.length && shape[axis] !== BATCH && others
}
