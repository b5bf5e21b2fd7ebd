import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

export const BACKEND_IDS = ['tensorflow', 'onnxruntime', 'wasm'] as const
export type BackendId = (typeof BACKEND_IDS)[number]

/** A graph made ready to run: lowered once, run many times. */
export interface Executable {
  /**
   * @param feeds  one tensor per graph input, by id. All batched inputs of a call have the same batch length.
   * @returns      one tensor per graph output, by id
   * @throws       WorkbenchError `invalid_input` or `shape_mismatch` for feeds that do not fit, `backend_failed`
   */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>
  dispose(): Promise<void>
}

/**
 * Something that can run graphs. Only lowers ops; knows nothing of models and methods. A long batch runs in parts of bounded
 * memory; but a graph that mixes samples (an op over dimension 0, an output without a batch) runs in one piece, so that its
 * memory grows with the batch: whoever feeds such a graph bounds the batch.
 */
export interface Backend {
  readonly id: BackendId
  /** Of the library underneath, for provenance: `onnxruntime 1.30.0 (cpu, 2 threads)`. */
  readonly version: string
  prepare(graph: Graph): Promise<Executable>
  dispose(): Promise<void>
}

/** Structural stand-in for AbortSignal, which is not part of the platform-free code's library. */
export interface CancelSignal {
  readonly aborted: boolean
  throwIfAborted(): void
}
