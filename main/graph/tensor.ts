import { WorkbenchError } from '#contract/errors.ts'

/** A dense float32 array in row-major order. Every boundary of the program is channels-last. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

/**
 * @param shape  dimensions, integers >= 0
 * @param data   row-major values; zeros where left out
 * @throws       WorkbenchError `shape_mismatch` when the length is not the product of the shape
 */
export function tensor(shape: readonly number[], data?: Float32Array | readonly number[]): Tensor {
  const size = sizeOf(shape)
  const values =
    data === undefined
      ? new Float32Array(size)
      : data instanceof Float32Array
        ? data
        : Float32Array.from(data)
  if (values.length !== size) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: [${shape.join(', ')}] holds ${size} values, got ${values.length}`,
    )
  }
  return { shape, data: values }
}
