import type { ChangedSample, Fill, Outline, RegionAnswer } from '#contract/probing.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { Computing, ModelReference, SampleReference, ScoreSample } from './protocol.ts'

/** Probabilities of every class along one order, [steps + 1, classCount] each. */
export interface CurvesItem {
  /** Number of the random order; null: the map's own, whose pixels `order` tells. */
  readonly random: number | null
  readonly order: Int32Array | null
  readonly deletion: Float32Array
  readonly insertion: Float32Array
}

/** What takes parts of a sample away and asks the model again. */
export interface ProbeCalls {
  /** A map's sample taken apart pixel by pixel, in the map's order and in random ones. */
  'probe.curves': {
    input: {
      model: ModelReference
      source: SampleSource
      map: ScoreSample
      steps: number
      deletionFill: Fill
      insertionFill: Fill
      /** Random orders from `firstRandomOrder` to before `randomOrders` are computed; the map's own unless it is known. */
      randomOrders: number
      firstRandomOrder: number
      mapKnown: boolean
      computing: Computing
    }
    item: CurvesItem
    result: { steps: number; classCount: number; backend: string }
  }
  /** The sample with everything removed, as a person can see it. */
  'probe.filled': {
    input: {
      model: ModelReference
      source: SampleSource
      sample: SampleReference
      fill: Fill
      computing: Computing
    }
    item: never
    result: ChangedSample
  }
  'probe.region': {
    input: {
      model: ModelReference
      source: SampleSource
      sample: SampleReference
      regions: readonly {
        readonly outline: Outline
        readonly fill: Fill | { readonly source: SampleSource; readonly sample: SampleReference }
      }[]
      computing: Computing
    }
    item: never
    result: RegionAnswer
  }
}
