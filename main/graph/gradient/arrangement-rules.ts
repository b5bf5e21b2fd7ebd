import { WorkbenchError } from '#contract/errors.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import { BATCH } from '../graph.ts'
import { binary, reduce, select, sumToShape } from './arithmetic.ts'
import type { Rule, RuleTable } from './rule.ts'

const matMulGradient: Rule<'matMul'> = ({ builder, op, inputs, upstream, needed }) => {
  if (needed[1]) {
    throw new WorkbenchError(
      'capability_missing',
      `no gradient: second input of matMul (weights are constant)`,
    )
  }
  return [builder.add({ type: 'matMul', transposeB: !op.transposeB }, [upstream, inputs[1]!]), undefined]
}

/** Divides by how many values a reduction over `axes` of x takes in; that is known only on running where the batch is among them. */
function divideByCount(builder: GraphBuilder, value: string, x: string, axes: readonly number[]): string {
  const sizes = axes.map((axis) => builder.shapeOf(x)[axis]!)
  if (!sizes.includes(BATCH)) return binary(builder, 'multiply', value, 1 / sizes.reduce((a, b) => a * b, 1))
  const ones = builder.add({ type: 'broadcastLike' }, [builder.scalar(1), x])
  return binary(builder, 'divide', value, reduce(builder, 'sum', ones, axes, true))
}

/** Sum and mean spread evenly; max and min go to the extreme values, in equal shares where several tie (as in TensorFlow). */
const reduceGradient: Rule<'reduce'> = ({ builder, op, inputs, output, upstream }) => {
  const x = inputs[0]!
  const shape = builder.shapeOf(x)
  const kept = shape.map((size, axis) => (op.axes.includes(axis) ? 1 : size))
  const keep = (value: string) =>
    op.keepDims ? value : builder.add({ type: 'reshape', shape: kept }, [value])
  const spread = (value: string) => builder.add({ type: 'broadcastLike' }, [value, x])
  const back = keep(upstream)
  if (op.fn === 'sum') return [spread(back)]
  if (op.fn === 'mean') return [spread(divideByCount(builder, back, x, op.axes))]
  const extreme = binary(builder, 'equal', x, keep(output))
  const share = binary(builder, 'divide', back, reduce(builder, 'sum', extreme, op.axes, true))
  return [select(builder, extreme, share, 0)]
}

const reshapeGradient: Rule<'reshape'> = ({ builder, inputs, upstream }) => [
  builder.add({ type: 'reshape', shape: builder.shapeOf(inputs[0]!) }, [upstream]),
]

const transposeGradient: Rule<'transpose'> = ({ builder, op, upstream }) => {
  const inverse = op.permutation.map((_, axis) => op.permutation.indexOf(axis))
  return [builder.add({ type: 'transpose', permutation: inverse }, [upstream])]
}

const padGradient: Rule<'pad'> = ({ builder, op, inputs, upstream }) => {
  const begin = op.paddings.map(([before]) => before)
  return [builder.add({ type: 'slice', begin, size: builder.shapeOf(inputs[0]!) }, [upstream])]
}

const sliceGradient: Rule<'slice'> = ({ builder, op, inputs, upstream }) => {
  const paddings = builder.shapeOf(inputs[0]!).map((length, axis): [number, number] => {
    const [begin, size] = [op.begin[axis]!, op.size[axis]!]
    return length === BATCH ? [0, 0] : [begin, length - begin - size]
  })
  return [builder.add({ type: 'pad', paddings }, [upstream])]
}

const concatGradient: Rule<'concat'> = ({ builder, op, inputs, upstream, needed }) => {
  let position = 0
  return inputs.map((input, index) => {
    const size = builder.shapeOf(input)
    const begin = size.map((_, axis) => (axis === op.axis ? position : 0))
    position += size[op.axis]!
    return needed[index] ? builder.add({ type: 'slice', begin, size }, [upstream]) : undefined
  })
}

const broadcastLikeGradient: Rule<'broadcastLike'> = ({ builder, inputs, upstream }) => [
  sumToShape(builder, upstream, builder.shapeOf(inputs[0]!)),
  undefined,
]

/** Rules of the matrix product, reductions, and ops that only move values. */
export const arrangementRules: Pick<
  RuleTable,
  'matMul' | 'reduce' | 'reshape' | 'transpose' | 'pad' | 'slice' | 'concat' | 'broadcastLike'
> = {
  matMul: matMulGradient,
  reduce: reduceGradient,
  reshape: reshapeGradient,
  transpose: transposeGradient,
  pad: padGradient,
  slice: sliceGradient,
  concat: concatGradient,
  broadcastLike: broadcastLikeGradient,
}
