import type { CancelSignal } from '../graph/backend.ts'
import type { ModelGraph } from '../graph/model-graph.ts'
import type { Explained } from '../attribution/method.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import type { Rng } from '../kernels/rng.ts'

/** Inputs that are made one after the other, so that thousands take no more memory than a chunk of them. */
export interface DrawnInputs {
  readonly count: number
  /** Writes input number `index`, [H, W, C], into `out`, which holds zeros or an earlier input. Called once each, in order. */
  readonly draw: (index: number, out: Float32Array) => void
}

/** The run's question again, but for what is given here. */
export interface ExplainAgain {
  /** [H, W, C]; the sample itself where left out. */
  readonly input?: Float32Array
  readonly targetClass?: number
  readonly versus?: number | null
  /** Another model on the same backend, from `openSession`. */
  readonly session?: ModelSession
}

/** What a metric is given of one sample and its map. */
export interface MetricContext<Params> {
  /** [H, W, C], preprocessed; not to be changed. */
  readonly sample: Float32Array
  readonly sampleShape: readonly [number, number, number]
  /** Raw map: [H, W] or [H, W, C]; [L] for a signal. */
  readonly map: Float32Array
  /** What the map explains: class, class to contrast, and output. */
  readonly explained: Explained
  /** Probabilities of every class for the untouched sample. */
  readonly samplePredictions: ArrayLike<number>
  /** The class with the largest of them. */
  readonly predictedClass: number
  /** Ground truth [H, W], not 0 where the class's evidence is; null where the source has none for the sample. */
  readonly evidence: Uint8Array | null
  readonly params: Params
  /** A stream of the sample's own. */
  readonly rng: Rng
  readonly signal: CancelSignal
  readonly model: ModelGraph
  /** Probabilities of every class for each input [H, W, C], in order. For a few inputs; `scores` for many. */
  readonly probabilities: (inputs: readonly Float32Array[]) => Promise<readonly ArrayLike<number>[]>
  /** The explained score of each input, computed in chunks of bounded memory. */
  readonly scores: (inputs: DrawnInputs, explained: Explained) => Promise<Float64Array>
  /** Parameters of the run's method, defaults filled in; null where the method is not known (imported maps). */
  readonly methodParams: Readonly<Record<string, unknown>> | null
  /** The run's method once more, same seed and parameters; null where it is not known. */
  readonly explain: ((request: ExplainAgain) => Promise<Float32Array>) | null
  /** A session of a changed model on the same backend; the caller disposes of it. */
  readonly openSession: (model: ModelGraph) => ModelSession
}
