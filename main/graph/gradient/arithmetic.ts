import type { GraphBuilder } from '../graph-builder.ts'
import type { BinaryFunction, ReduceFunction, UnaryFunction } from '../graph.ts'

/** Id of fn(x), element by element. */
export function unary(builder: GraphBuilder, fn: UnaryFunction, x: string): string {
  return builder.add({ type: 'unary', fn }, [x])
}

/** Id of fn(a, b); a number stands for a constant of shape []. */
export function binary(
  builder: GraphBuilder,
  fn: BinaryFunction,
  a: string | number,
  b: string | number,
): string {
  const operand = (value: string | number) => (typeof value === 'number' ? builder.scalar(value) : value)
  return builder.add({ type: 'binary', fn }, [operand(a), operand(b)])
}

/** Id of `a` where the condition is not 0, else `b`; a number stands for a constant. */
export function select(builder: GraphBuilder, condition: string, a: string, b: string | number): string {
  return builder.add({ type: 'select' }, [condition, a, typeof b === 'number' ? builder.scalar(b) : b])
}

/** Id of a reduction over `axes`. */
export function reduce(
  builder: GraphBuilder,
  fn: ReduceFunction,
  x: string,
  axes: readonly number[],
  keepDims: boolean,
): string {
  return builder.add({ type: 'reduce', fn, axes, keepDims }, [x])
}

/** Sums a value over the axes along which `shape` was broadcast to it: the reverse of NumPy broadcasting. */
export function sumToShape(builder: GraphBuilder, value: string, shape: readonly number[]): string {
  const extra = builder.shapeOf(value).length - shape.length
  const leading = Array.from({ length: extra }, (_, axis) => axis)
  const trimmed = extra > 0 ? reduce(builder, 'sum', value, leading, false) : value
  const wide = builder.shapeOf(trimmed)
  const repeated = shape.flatMap((size, axis) => (size === 1 && wide[axis] !== 1 ? [axis] : []))
  return repeated.length > 0 ? reduce(builder, 'sum', trimmed, repeated, true) : trimmed
}
