import type { Graph } from './graph.ts'
import type { Tensor } from './tensor.ts'

export const BACKEND_IDS = ['tensorflow', 'onnxruntime', 'wasm'] as const
export type BackendId = (typeof BACKEND_IDS)[number]

/** A graph made ready to run: lowered once, run many times. */
export interface Executable {
  /**
   * @param feeds  one tensor per graph input, by id. All batched inputs of a call have the same batch length.
   * @returns      one tensor per graph output, by id
   */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>
  dispose(): Promise<void>
}

/** Something that can run graphs. Only lowers ops; knows nothing of models and methods. */
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
