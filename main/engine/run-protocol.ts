import type { Question } from '#contract/attributions.ts'
import type { ErrorRecord } from '#contract/errors.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { FigureComparison } from '../metrics/comparison/compare-figure.ts'
import type {
  Computing,
  ExplainItem,
  ModelReference,
  SampleReference,
  SampleScore,
  ScoreSample,
} from './protocol.ts'

/** One of several questions, with its background as of `explain`. */
export interface AskedQuestion {
  readonly question: Question
  readonly backgroundSource?: SampleSource
  readonly backgroundSamples?: readonly SampleReference[]
}

/** Answer to question number `asked`; `refused`: it cannot be answered for any sample, and is not asked again. */
export type SeveralItem =
  | { readonly kind: 'item'; readonly asked: number; readonly item: ExplainItem }
  | { readonly kind: 'refused'; readonly asked: number; readonly error: ErrorRecord }

/** What runs take beside `explain`: several at once, scoring and comparing them. */
export interface RunCalls {
  /** Several questions about each sample, which share what they have in common: the picture, the forward pass, the masks. */
  'explain.several': {
    input: {
      model: ModelReference
      source: SampleSource
      asked: readonly AskedQuestion[]
      /** `asked`: which of the questions, by their places. */
      samples: readonly { readonly reference: SampleReference; readonly asked: readonly number[] }[]
      computing: Computing
    }
    item: SeveralItem
    result: { backend: string }
  }
  score: {
    input: {
      model: ModelReference
      source: SampleSource
      metric: string
      params: Readonly<Record<string, unknown>>
      /** What the maps answer; without it (imported maps) the metrics that run the method again are refused. */
      question?: Question
      /** As of `explain`, where the question's method needs a background. */
      backgroundSource?: SampleSource
      backgroundSamples?: readonly SampleReference[]
      samples: readonly ScoreSample[]
      computing: Computing
    }
    /** Each score as it comes; all of them again in the result. */
    item: SampleScore
    result: { scores: readonly SampleScore[]; backend: string }
  }
  /** Statistics of figures of several runs. */
  'compare.figures': {
    input: {
      /** Per figure one list per run, a value per sample; NaN where the run has none. */
      figures: readonly (readonly Float64Array[])[]
      /** Class per sample, -1 without. */
      labels: Int32Array
    }
    item: never
    result: readonly FigureComparison[]
  }
  /** How alike the two maps of each pair are; NaN where it is undefined. */
  'compare.maps': {
    input: {
      inputShape: readonly [number, number, number]
      pairs: readonly { readonly first: Float32Array; readonly second: Float32Array }[]
    }
    item: never
    result: { spearman: Float32Array; topIou: Float32Array }
  }
}
