import type { BackendStatus } from '#contract/app.ts'
import type { Diagnostics, MapAgreement, Question } from '#contract/attributions.ts'
import type { ClassTemplate } from '#contract/class-templates.ts'
import type { BackendChoice, Preprocessing } from '#contract/common.ts'
import type { ErrorRecord } from '#contract/errors.ts'
import type { LayerSummary } from '#contract/models.ts'
import type { Picture, Signal } from '#contract/samples.ts'
import type { ClassifierMetrics } from '../metrics/classifier.ts'
import type { Curves } from '../metrics/curves.ts'
import type { SampleSource, SourceListing } from '../datasets/sample-source.ts'
import type { ProbeCalls } from './probe-protocol.ts'
import type { RunCalls } from './run-protocol.ts'
import type { InspectionCalls, PartialPlane } from './inspection-protocol.ts'

/** Which computing library, with how many threads and how much memory for one chunk. */
export interface Computing {
  readonly backend: BackendChoice
  /** 0: as many as there are physical cores. */
  readonly threads: number
  readonly memoryMegabytes: number
}

export interface ModelReference {
  readonly path: string
  /** Of the file when it was added; a changed file is refused. null skips the check. */
  readonly sha256: string | null
  readonly preprocessing: Preprocessing | null
}

export interface ModelFacts {
  readonly sha256: string
  readonly format: string
  readonly kind: 'tile' | 'signal'
  readonly inputShape: readonly [number, number, number]
  readonly classCount: number
  readonly layers: readonly LayerSummary[]
  readonly defaultLayers: readonly string[]
  /** What methods may need of it. */
  readonly capabilities: readonly string[]
  readonly parameterCount: number
  readonly notes: readonly string[]
}

/** A sample of a source. `id` is whatever the caller wants to see again in the answer. */
export interface SampleReference {
  readonly id: number
  /** Position in the source's listing. */
  readonly index: number
  /** Name in the source's listing: a relative path in a folder. */
  readonly name: string
  readonly label: number | null
}

export interface SampleFailure {
  readonly id: number
  readonly error: ErrorRecord
}

export interface PredictionItem {
  readonly kind: 'predictions'
  readonly ids: Int32Array
  /** [n, classCount] */
  readonly probabilities: Float32Array
  readonly logits: Float32Array
  readonly failures: readonly SampleFailure[]
}

export interface MapItem {
  readonly kind: 'map'
  readonly id: number
  readonly targetClass: number
  /** [H, W], [H, W, C], or [L] */
  readonly shape: readonly number[]
  readonly values: Float32Array
  readonly diagnostics: Diagnostics
  readonly durationMs: number
}

export type ExplainItem = MapItem | { readonly kind: 'failure'; readonly failure: SampleFailure }

/** Progress within one item, for interactive use. */
export interface Progress {
  readonly done: number
  readonly total: number
  /** The map as it is so far, where that was asked for; at most four a second. */
  readonly partial?: PartialPlane
}

export interface ScoreSample {
  readonly reference: SampleReference
  readonly targetClass: number
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** A map to be set against others. */
export interface ComparedMap {
  readonly id: number
  /** [H, W], [H, W, C] or [L] */
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** Per sample: figure id -> value; null where it is undefined for the sample. */
export interface SampleScore {
  readonly id: number
  readonly values: Readonly<Record<string, number | null>>
  readonly degenerate: string | null
  /** Why a value is null, in words; absent or null where none is. */
  readonly undefinedReason?: string | null
  readonly curves?: Curves
}

/** input -> [streamed items, final result] of everything the engine process does. */
export interface EngineCalls extends InspectionCalls, ProbeCalls, RunCalls {
  'backends.list': {
    input: { bench: boolean; threads: number }
    item: never
    result: readonly BackendStatus[]
  }
  /** Opens the backend that `computing` chooses, so that the choice can be shown. */
  'backend.open': {
    input: { computing: Computing }
    item: never
    result: { id: BackendStatus['id']; version: string; threads: number }
  }
  'model.inspect': { input: { path: string }; item: never; result: ModelFacts }
  'source.list': { input: { source: SampleSource }; item: never; result: SourceListing }
  'sample.picture': {
    input: {
      source: SampleSource
      sample: SampleReference
      size: number | 'original'
      preprocessing: Preprocessing | null
    }
    item: never
    result: Picture
  }
  'sample.signal': { input: { source: SampleSource; sample: SampleReference }; item: never; result: Signal }
  /** Hashes (sha256, hex) of the samples' bytes, in order; null where unreadable. */
  'sample.hashes': {
    input: { source: SampleSource; samples: readonly SampleReference[] }
    item: never
    result: readonly (string | null)[]
  }
  /** The pattern of each class: over the given samples, where the source knows none. */
  'source.templates': {
    input: { source: SampleSource; samples: readonly SampleReference[] }
    item: never
    result: readonly ClassTemplate[]
  }
  predict: {
    input: {
      model: ModelReference
      source: SampleSource
      samples: readonly SampleReference[]
      computing: Computing
    }
    item: PredictionItem
    result: { backend: string }
  }
  explain: {
    input: {
      model: ModelReference
      source: SampleSource
      samples: readonly SampleReference[]
      question: Question
      /** Where a background is taken from; `source` where left out, which for a single tile holds only that tile. */
      backgroundSource?: SampleSource
      /** Samples of there that may be taken; all of them where left out. */
      backgroundSamples?: readonly SampleReference[]
      /** Sends maps that still converge along with the progress: for somebody who looks on. */
      partialMaps?: boolean
      computing: Computing
    }
    item: ExplainItem
    result: { backend: string }
  }
  /** Every pair of some maps of one sample. */
  compare: {
    input: { maps: readonly ComparedMap[]; topShare: number }
    item: never
    result: readonly MapAgreement[]
  }
  evaluate: {
    input: {
      /** [n, classCount] */
      probabilities: Float32Array | Float64Array
      labels: Int16Array | Int32Array
      classNames: readonly string[]
    }
    item: never
    result: ClassifierMetrics
  }
}

export type EngineCallName = keyof EngineCalls
export type EngineInput<Name extends EngineCallName> = EngineCalls[Name]['input']
export type EngineItem<Name extends EngineCallName> = EngineCalls[Name]['item']
export type EngineResult<Name extends EngineCallName> = EngineCalls[Name]['result']

export interface EngineOptions<Item> {
  readonly signal?: AbortSignal
  readonly onItem?: (item: Item) => void
  readonly onProgress?: (progress: Progress) => void
  /** The engine is ended and the call fails where it gives no answer in time: a file may send a parser into a loop. */
  readonly timeLimitMs?: number
}

/** The engine as the services see it, wherever it runs. */
export interface Engine {
  /**
   * @throws WorkbenchError `engine_crashed` when the process ended under the call, `cancelled` when the signal fired
   *         (after the engine has stopped working on it), or what the engine threw
   */
  call<Name extends EngineCallName>(
    name: Name,
    input: EngineInput<Name>,
    options?: EngineOptions<EngineItem<Name>>,
  ): Promise<EngineResult<Name>>
  /** Process id of the engine, for tests that kill it; null where it is not running. */
  readonly pid: number | null
  stop(): Promise<void>
}

export type ToEngine =
  | { readonly type: 'call'; readonly id: number; readonly name: EngineCallName; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number }

export type FromEngine =
  | { readonly type: 'ready' }
  | { readonly type: 'item'; readonly id: number; readonly item: unknown }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorRecord }
