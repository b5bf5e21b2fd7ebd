import { WorkbenchError } from '#contract/errors.ts'
import type { Rng } from '../../kernels/rng.ts'
import { bootstrapMean } from '../bootstrap.ts'
import { signedRank, type SignedRank } from './signed-rank.ts'

/** A run against the first one, over the samples for which both have a value. */
export interface PairedFigure {
  readonly n: number
  /** Mean of this run's value minus the first run's; null for no sample. */
  readonly difference: number | null
  /** 95 %, percentile bootstrap over the pairs; null for fewer than two. */
  readonly interval: readonly [number, number] | null
  readonly higher: number
  readonly equal: number
  readonly lower: number
  readonly wilcoxon: SignedRank | null
}

export interface ClassFigure {
  /** null: samples without a label. */
  readonly classIndex: number | null
  readonly n: number
  readonly means: readonly number[]
}

export interface FigureComparison {
  /** The second run and those after it, each against the first. */
  readonly paired: readonly PairedFigure[]
  /** Over the samples for which every run has a value, by class in ascending order, those without a label last. */
  readonly perClass: readonly ClassFigure[]
}

/**
 * One figure of several runs over the same samples: whether they differ, and for which classes. Each pair draws its bootstrap
 * from a stream of its own, so that a third run changes nothing about the second.
 * @param values  one list per run, a value per sample; NaN where the run has none
 * @param labels  class per sample; negative where it has none
 * @throws        WorkbenchError `shape_mismatch`
 */
export function compareFigure(
  values: readonly Float64Array[],
  labels: ArrayLike<number>,
  rng: Rng,
): FigureComparison {
  const [first, ...others] = values
  const wrong = values.find((list) => list.length !== labels.length)
  if (first === undefined || wrong !== undefined) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: ${values.length} runs, ${wrong?.length ?? 0} values, ${labels.length} labels`,
    )
  }
  return {
    // Each pair draws the same: its interval does not depend on which other runs stand beside it.
    paired: others.map((other) => pairedFigure(first, other, rng.fork(0))),
    perClass: classFigures(values, labels),
  }
}

function pairedFigure(first: Float64Array, other: Float64Array, rng: Rng): PairedFigure {
  const differences = other.map((value, sample) => value - first[sample]!).filter((value) => !isNaN(value))
  const { value, interval, count } = bootstrapMean(differences, rng)
  const higher = differences.filter((difference) => difference > 0).length
  const lower = differences.filter((difference) => difference < 0).length
  return {
    n: count,
    difference: count === 0 ? null : value,
    interval,
    higher,
    equal: count - higher - lower,
    lower,
    wilcoxon: signedRank(differences),
  }
}

function classFigures(values: readonly Float64Array[], labels: ArrayLike<number>): ClassFigure[] {
  const samplesOf = new Map<number, number[]>()
  for (let sample = 0; sample < labels.length; sample++) {
    if (values.some((list) => isNaN(list[sample]!))) continue
    const label = Math.max(-1, labels[sample]!)
    const known = samplesOf.get(label)
    if (known === undefined) samplesOf.set(label, [sample])
    else known.push(sample)
  }
  // -1, the samples without a label, goes last.
  const classes = [...samplesOf.keys()].sort((a, b) => (a >>> 0) - (b >>> 0))
  return classes.map((label) => {
    const samples = samplesOf.get(label)!
    const mean = (list: Float64Array) =>
      samples.reduce((sum, sample) => sum + list[sample]!, 0) / samples.length
    return { classIndex: label < 0 ? null : label, n: samples.length, means: values.map(mean) }
  })
}
