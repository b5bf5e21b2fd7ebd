import { WorkbenchError } from '#contract/errors.ts'
import { BATCH } from './graph.ts'

type Shape = readonly number[]

/** Equality of two shapes, dimension by dimension. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

/** Throws `shape_mismatch` naming the op, its inputs' shapes and the rule, unless it holds. */
export function requireShape(
  op: { readonly type: string },
  holds: boolean,
  shapes: readonly Shape[],
  rule: string,
): void {
  if (!holds) throw mismatch(op.type, shapes, rule)
}

/** The error of shapes that do not fit an op. */
export function mismatch(type: string, shapes: readonly Shape[], rule: string): WorkbenchError {
  const listed = shapes.map((shape) => `[${shape.map((size) => (size === BATCH ? 'N' : size)).join(', ')}]`)
  return new WorkbenchError('shape_mismatch', `shape mismatch: ${type} of ${listed.join(' and ')} (${rule})`)
}
