import type { Reference } from '../../attribution/reference-input.ts'
import type { Explained } from '../../attribution/method.ts'
import type { Rng } from '../../kernels/rng.ts'
import type { MetricContext } from '../metric-context.ts'
import { pixelMap } from '../pixel-map.ts'
import { substrateInput } from '../scored-params.ts'

export interface RemovalEffects {
  /** Sum of the map over the removed pixels, per draw. */
  readonly sums: Float64Array
  /** f(x) - f(x without them), per draw. */
  readonly drops: Float64Array
  /** f(x) */
  readonly score: number
}

interface Removals {
  readonly count: number
  readonly fill: Reference
  readonly scored: Explained
  /** Marks the pixels to remove with 1; called once per draw, in order, with zeros. */
  readonly mark: (index: number, removed: Uint8Array) => void
}

/** What removing sets of pixels does to the score, beside what the map says of them. */
export async function removalEffects(
  context: MetricContext<unknown>,
  { count, fill, scored, mark }: Removals,
): Promise<RemovalEffects> {
  const { sample, sampleShape } = context
  const map = pixelMap(context.map, sampleShape)
  const channels = sampleShape[2]
  const substrate = substrateInput(fill, context)
  const removed = new Uint8Array(map.length)
  const sums = new Float64Array(count)
  const draw = (index: number, out: Float32Array): void => {
    out.set(sample)
    if (index === 0) return
    removed.fill(0)
    mark(index - 1, removed)
    let sum = 0
    for (let pixel = 0; pixel < removed.length; pixel++) {
      if (removed[pixel] === 0) continue
      sum += map[pixel]!
      const first = pixel * channels
      for (let value = first; value < first + channels; value++) out[value] = substrate[value]!
    }
    sums[index - 1] = sum
  }
  const scores = await context.scores({ count: count + 1, draw }, scored)
  const score = scores[0]!
  return { sums, drops: scores.slice(1).map((after) => score - after), score }
}

/** Marks random sets of pixels without replacement; one stream after the other from the same shuffled list. */
export function randomSubsets(pixels: number, rng: Rng): (size: number, removed: Uint8Array) => void {
  const list = Uint32Array.from({ length: pixels }, (_, pixel) => pixel)
  return (size, removed) => {
    for (let place = 0; place < size; place++) {
      const other = place + rng.int(pixels - place)
      const chosen = list[other]!
      list[other] = list[place]!
      list[place] = chosen
      removed[chosen] = 1
    }
  }
}

/** Why a correlation over draws is undefined, in words. */
export function noCorrelation({ sums, drops }: Pick<RemovalEffects, 'sums' | 'drops'>): string {
  if (sums.every((value) => value === sums[0])) return 'the map says the same of every removed set'
  if (drops.every((value) => value === drops[0])) return 'no removal changes the score'
  return 'too few or not finite values for a correlation'
}
