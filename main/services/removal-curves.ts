import type { ParsedInput } from '#contract/calls.ts'
import type { ProbeCurves, RandomBand, Spread } from '#contract/probing.ts'
import type { CurvesItem } from '../engine/probe-protocol.ts'
import { quantile } from '../kernels/quantile.ts'
import { areaUnderCurve } from '../metrics/faithfulness/removal-path.ts'
import type { StoredMap } from '../store/maps.ts'
import type { JobControl } from './job-registry.ts'
import { toModelReference } from './model-record.ts'
import { toReference } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpScoring } from './stored-run.ts'

export type CurvesQuestion = Omit<ParsedInput<'probes.curves'>, 'start'>

/** Curves of one map taken apart in one way, as far as they are computed. */
interface Known {
  /** Of the explained class alone: fifty orders of a model with many classes would take too much memory. */
  readonly random: { readonly deletion: Float64Array; readonly insertion: Float64Array }[]
  own: (CurvesItem & { readonly order: Int32Array }) | null
  classCount: number
  /** One computation after the other: the second finds what the first has done. */
  turn: Promise<void>
  /** Job that computes it now. */
  jobId: string | null
  /** Computations that go on or wait: what they find must not be dropped. */
  users: number
}

/** A tile of 224 x 224 px takes 0.2 MB, nearly all of it its order. */
const MOST_KEPT = 24
const BAND = { low: 0.1, high: 0.9 }

/** Removal curves computed in this session, shared by the occlusion bench and the trust card. */
export class RemovalCurves {
  readonly #context: ServiceContext
  readonly #known = new Map<string, Known>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  /** The job that computes them now; null where none does. */
  jobOf(question: CurvesQuestion): string | null {
    return this.#of(question).jobId
  }

  /** Gives a function to be called when the job ends, whatever has become of the map by then. */
  noteJob(question: CurvesQuestion, jobId: string): () => void {
    const known = this.#of(question)
    known.jobId = jobId
    return () => {
      if (known.jobId === jobId) known.jobId = null
    }
  }

  isComplete(question: CurvesQuestion): boolean {
    const { own, random } = this.#of(question)
    return own !== null && random.length >= question.randomOrders
  }

  /** Forward passes that are still to be made. */
  missingPasses(question: CurvesQuestion): number {
    const { own, random } = this.#of(question)
    const orders = Math.max(0, question.randomOrders - random.length) + (own === null ? 1 : 0)
    return orders * 2 * (question.steps + 1)
  }

  /** What is known so far; null where that is nothing. */
  read(question: CurvesQuestion): ProbeCurves | null {
    const { own, random, classCount } = this.#of(question)
    if (own === null) return null
    const map = this.#context.workspace.require().maps.get(question.mapId)
    const explained = (values: Float32Array) =>
      explainedCurve(values, classCount, map.targetClass, map.versusClass)
    const steps = own.deletion.length / classCount - 1
    const orders = random.slice(0, question.randomOrders)
    return {
      steps,
      classCount,
      targetClass: map.targetClass,
      versus: map.versusClass,
      order: own.order,
      deletion: own.deletion,
      insertion: own.insertion,
      areas: {
        deletion: areaUnderCurve(explained(own.deletion)),
        insertion: areaUnderCurve(explained(own.insertion)),
      },
      random:
        orders.length === 0
          ? null
          : {
              orders: orders.length,
              deletion: bandOf(orders.map(({ deletion }) => deletion)),
              insertion: bandOf(orders.map(({ insertion }) => insertion)),
            },
    }
  }

  /** Computes what is missing. */
  async complete(question: CurvesQuestion, control: Pick<JobControl, 'signal' | 'progress'>): Promise<void> {
    const known = this.#of(question)
    const before = known.turn
    const work = before.then(() => this.#compute(known, question, control))
    known.turn = work.catch(() => {})
    known.users++
    try {
      await work
    } finally {
      known.users--
    }
  }

  async #compute(
    known: Known,
    question: CurvesQuestion,
    control: Pick<JobControl, 'signal' | 'progress'>,
  ): Promise<void> {
    control.signal.throwIfAborted()
    if (this.isComplete(question)) return
    const workspace = this.#context.workspace.require()
    const map = workspace.maps.get(question.mapId)
    const setup = setUpScoring(this.#context, workspace.runs.get(map.runId), { asksAgain: false })
    const { steps, deletionFill, insertionFill, randomOrders } = question
    const told = await this.#context.engine.call(
      'probe.curves',
      {
        model: toModelReference(setup.model),
        source: setup.source,
        map: scoreSampleOf(map, toReference(workspace.samples.get(map.sampleId))),
        steps,
        deletionFill,
        insertionFill,
        randomOrders,
        firstRandomOrder: known.random.length,
        mapKnown: known.own !== null,
        computing: setup.computing,
      },
      {
        signal: control.signal,
        onItem: (item) => {
          known.classCount = setup.model.classCount
          if (item.order !== null) known.own = { ...item, order: item.order }
          else known.random.push(explainedPair(item, known.classCount, map))
        },
        onProgress: ({ done, total }) => control.progress(done, total),
      },
    )
    known.classCount = told.classCount
  }

  #of(question: CurvesQuestion): Known {
    const workspace = this.#context.workspace.require()
    const { mapId, steps, deletionFill, insertionFill } = question
    const { computedAt } = workspace.maps.get(mapId)
    const key = JSON.stringify([workspace.path, mapId, computedAt, steps, deletionFill, insertionFill])
    const known = this.#known.get(key) ?? {
      random: [],
      own: null,
      classCount: 0,
      turn: Promise.resolve(),
      jobId: null,
      users: 0,
    }
    this.#known.delete(key)
    this.#known.set(key, known)
    this.#dropOldest(known)
    return known
  }

  #dropOldest(asked: Known): void {
    for (const [key, known] of this.#known) {
      if (this.#known.size <= MOST_KEPT) return
      if (known.users === 0 && known.jobId === null && known !== asked) this.#known.delete(key)
    }
  }
}

function explainedPair({ deletion, insertion }: CurvesItem, classCount: number, map: StoredMap) {
  const explained = (values: Float32Array) =>
    explainedCurve(values, classCount, map.targetClass, map.versusClass)
  return { deletion: explained(deletion), insertion: explained(insertion) }
}

export function scoreSampleOf<Reference>(
  { targetClass, shape, values }: StoredMap,
  reference: Reference,
): { reference: Reference; targetClass: number; shape: readonly number[]; values: Float32Array } {
  return { reference, targetClass, shape, values }
}

/** Probability of the explained class (of a contrast, the difference of both) at every step. */
function explainedCurve(
  values: Float32Array,
  classCount: number,
  targetClass: number,
  versus: number | null,
): Float64Array {
  return Float64Array.from({ length: values.length / classCount }, (_, step) => {
    const start = step * classCount
    return values[start + targetClass]! - (versus === null ? 0 : values[start + versus]!)
  })
}

function bandOf(curves: readonly Float64Array[]): RandomBand {
  const spreads = Array.from(curves[0]!, (_, step) => spreadOf(curves.map((curve) => curve[step]!)))
  return {
    mean: Float32Array.from(spreads, ({ mean }) => mean),
    low: Float32Array.from(spreads, ({ low }) => low),
    high: Float32Array.from(spreads, ({ high }) => high),
    area: spreadOf(curves.map(areaUnderCurve)),
  }
}

export function spreadOf(values: readonly number[]): Spread {
  const list = Float64Array.from(values)
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: quantile(list, BAND.low),
    high: quantile(list, BAND.high),
  }
}
