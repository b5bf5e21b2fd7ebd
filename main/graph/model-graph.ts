import type { Graph } from './graph.ts'

/** What a layer of the model file became. */
export interface ModelLayer {
  /** As in the file: `conv2d_3`. Layers of a nested model are `outer/inner`. */
  readonly name: string
  /** The file's class: `Conv2D`. */
  readonly className: string
  /** Id of the value the layer puts out, after its own activation. */
  readonly output: string
  /** Ids of the values that it takes in. */
  readonly inputs: readonly string[]
  /** Without the batch. Spatial values are [h, w, K] also for signals (h = 1). */
  readonly shape: readonly number[]
}

/**
 * A classifier read from a file. `graph` has one input, [BATCH, H, W, C] (a signal has H = 1), and puts out `logits` and
 * `probabilities`, both [BATCH, classCount].
 */
export interface ModelGraph {
  readonly graph: Graph
  /** A model of signals takes [L, C] in its file; here it is [1, L, C]. */
  readonly kind: 'tile' | 'signal'
  readonly input: string
  /** [H, W, C] */
  readonly inputShape: readonly [number, number, number]
  readonly classCount: number
  /** Values before the last softmax (or sigmoid); equal to the file's output where that has none. */
  readonly logits: string
  /** After softmax; computed by us where the file's output is logits. */
  readonly probabilities: string
  readonly layers: readonly ModelLayer[]
  /** What was noticed on reading and should be said: an ignored optimizer state is not, a missing softmax is. */
  readonly notes: readonly string[]
}
