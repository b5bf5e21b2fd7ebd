import type { SampleKind } from '#contract/common.ts'
import type { BackgroundSpec } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { createRng } from '../kernels/rng.ts'

/** A named set of samples that stands for "what is usual", with what identifies it. */
export interface Background {
  /** [count, H, W, C], preprocessed; not to be changed. */
  readonly samples: Float32Array
  readonly count: number
  readonly name: string
  /** sha256, hexadecimal, of `samples` in their order (little-endian float32). */
  readonly sha256: string
  /** Of the choice. */
  readonly seed: number
  /** Class of each sample; null where not labelled. */
  readonly labels: readonly (number | null)[]
}

/** How many of each kind where nobody says: as many as shap's documentation advises, fewer where one costs far more. */
const DEFAULT_COUNTS: Readonly<Record<SampleKind, number>> = { tile: 50, signal: 100 }

/** What is chosen where the question does not say. */
export function defaultBackground(kind: SampleKind): BackgroundSpec {
  return { count: DEFAULT_COUNTS[kind], seed: 0, classes: null, name: 'balanced' }
}

/**
 * Chooses a background: as many of each class as of the others (as far as there are that many), at random by seed. With
 * `classes`, only samples of those: the tiles of class B answer "why A and not B".
 *
 * @param candidates  samples with their labels; those without one count as a class of their own
 * @returns           the chosen ones, in the order of the candidates; all of them where `count` is as large
 * @throws            WorkbenchError `invalid_param` where no candidate is of the classes
 */
export function chooseBackground<Candidate extends { readonly label: number | null }>(
  candidates: readonly Candidate[],
  spec: BackgroundSpec,
): Candidate[] {
  const { count, seed, classes } = spec
  const groups = new Map<number | null, number[]>()
  candidates.forEach(({ label }, index) => {
    if (classes !== null && (label === null || !classes.includes(label))) return
    const group = groups.get(label)
    if (group === undefined) groups.set(label, [index])
    else group.push(index)
  })
  if (groups.size === 0) {
    const rule = classes === null ? 'there are no samples' : `no sample is of class ${classes.join(', ')}`
    throw new WorkbenchError('invalid_param', `invalid background: ${spec.name} (${rule})`)
  }
  const order = [...groups.keys()].sort((a, b) => (a ?? -1) - (b ?? -1))
  const rng = createRng(seed)
  const queues = order.map((label) => rng.fork((label ?? -1) + 1).shuffle([...groups.get(label)!]))
  const chosen: number[] = []
  for (let round = 0; chosen.length < count && queues.some((queue) => round < queue.length); round++) {
    // Which classes get one more where the count does not divide is chance too, not their order.
    for (const queue of rng.shuffle([...queues])) {
      if (round < queue.length && chosen.length < count) chosen.push(queue[round]!)
    }
  }
  return chosen.sort((a, b) => a - b).map((index) => candidates[index]!)
}

/**
 * The background of a method that cannot do without.
 * @throws WorkbenchError `capability_missing` where none was given
 */
export function requireBackground(background: Background | null, methodId: string): Background {
  if (background !== null && background.count > 0) return background
  throw new WorkbenchError('capability_missing', `no background: ${methodId} compares with a set of samples`)
}

/** Sample number `index`, [H, W, C], without copying. */
export function backgroundSample({ samples, count }: Background, index: number): Float32Array {
  const size = samples.length / count
  return samples.subarray(index * size, (index + 1) * size)
}

/** Mean over the samples, [H, W, C]. */
export function backgroundMean(background: Background): Float32Array {
  const { samples, count } = background
  const sum = new Float64Array(samples.length / count)
  samples.forEach((value, index) => (sum[index % sum.length]! += value))
  return Float32Array.from(sum, (value) => value / count)
}

/** What is told of a background with every map. */
export function backgroundDetails({ name, sha256, count, seed, labels }: Background) {
  const known = labels.filter((label) => label !== null)
  const perClass = Object.fromEntries(
    [...new Set(known)]
      .sort((a, b) => a - b)
      .map((label) => [label, known.filter((own) => own === label).length]),
  )
  return { name, sha256, count, seed, perClass }
}
