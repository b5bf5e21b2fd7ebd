import { BATCH } from '../../graph/graph.ts'

/** Order of a rank-4 value's axes inside the ONNX model; values of other ranks count as 'nhwc' (as they are). */
export type Layout = 'nhwc' | 'nchw'

/** Permutation that brings a value of the other layout to this one. */
export const PERMUTATION = { nhwc: [0, 2, 3, 1], nchw: [0, 3, 1, 2] } as const

/** Symbolic name of the batch dimension: equal names let the runtime prove equal shapes. */
export const BATCH_NAME = 'N'

/** A shape with `batch` in place of the batch. */
export function sizesIn(shape: readonly number[], batch: number | string): (number | string)[] {
  return shape.map((size) => (size === BATCH ? batch : size))
}

/** Index of a channels-last axis in the layout. */
export function axisIn(layout: Layout, rank: number, axis: number): number {
  if (layout === 'nhwc' || rank !== 4) return axis
  return PERMUTATION.nchw.findIndex((source) => source === axis)
}

/** A per-axis list of a rank-4 value in the order of the layout. */
export function inOrder<T>(perAxis: readonly T[], layout: Layout): T[] {
  if (layout === 'nhwc' || perAxis.length !== 4) return [...perAxis]
  return PERMUTATION.nchw.map((axis) => perAxis[axis]!)
}

/** True where both layouts are the same bytes: one channel or one pixel. */
export function sameInMemory(shape: readonly number[]): boolean {
  return shape[3] === 1 || (shape[1] === 1 && shape[2] === 1)
}
