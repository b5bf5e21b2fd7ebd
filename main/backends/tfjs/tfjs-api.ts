import type * as core from '@tensorflow/tfjs-core'

/** The part of TensorFlow.js that the lowering uses; the same whichever backend is behind it. */
export type TfjsApi = typeof core

/** A node's inputs as tensors of TensorFlow.js, and what more a lowering needs. */
export interface TfjsStep {
  readonly tf: TfjsApi
  readonly inputs: readonly core.Tensor[]
  /** Shape of the result with the batch of this run. */
  readonly shape: readonly number[]
}

export type TfjsTensor = core.Tensor

/** Runs a kernel that TensorFlow.js has no public op for; every kernel used here has one output. */
export function runKernel(
  tf: TfjsApi,
  name: string,
  inputs: Record<string, TfjsTensor>,
  attributes: core.NamedAttrMap,
): TfjsTensor {
  return tf.engine().runKernel<TfjsTensor>(name, inputs, attributes)
}
