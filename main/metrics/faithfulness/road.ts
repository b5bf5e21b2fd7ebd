import { z } from 'zod'
import { imputeLinear } from '../../kernels/linear-imputation.ts'
import { rankDescending } from '../../kernels/ranking.ts'
import type { Rng } from '../../kernels/rng.ts'
import { rounded } from '../curves.ts'
import { defineMetric, type MetricContext } from '../define-metric.ts'
import { mapProblem, pixelMap } from '../pixel-map.ts'
import { scoredClassParam, scoredProbability } from '../scored-params.ts'

const percent = (usual: number, title: string, description: string) =>
  z.int().min(1).max(99).default(usual).meta({ title, description })

const params = z.object({
  first: percent(10, 'First percentile', 'Smallest share of the pixels that is removed, in percent.'),
  last: percent(90, 'Last percentile', 'Largest share of the pixels that is removed, in percent.'),
  step: percent(10, 'Step', 'Between two shares, in percent.'),
  noise: z.number().min(0).max(1).default(0.01).meta({
    title: 'Noise',
    description:
      'Standard deviation of what is added to every filled value, so that the filling cannot be told by its smoothness.',
  }),
  scoredClass: scoredClassParam,
})

type Context = MetricContext<z.output<typeof params>>

/**
 * ROAD (Rong et al. 2022), with the noisy linear imputation of section 4.2 and the combination of Gildenblat's pytorch-grad-cam.
 * Deviation: exactly round(p * pixels) pixels go, ties in random order, where that code cuts at a percentile of the values.
 */
export const road = defineMetric({
  id: 'road',
  title: 'ROAD',
  summary:
    'Removes the most (MoRF) or least (LeRF) relevant pixels and fills them from their neighbours, so that the holes themselves give nothing away.',
  formula:
    'for p = first .. last %: remove the round(p pixels) highest (MoRF) or lowest (LeRF) pixels of the map; each becomes the mean of its 8 neighbours (weights 1/6, 1/12) + N(0, noise^2); change = p(c | filled) - p(c | x); figures are means over p; combined = (LeRF - MoRF) / 2',
  citation:
    'Rong et al., A Consistent and Efficient Evaluation Strategy for Attribution Methods, ICML 2022, https://arxiv.org/abs/2202.00449',
  needs: [],
  figures: [
    { id: 'roadCombined', title: 'ROAD combined', better: 'higher' },
    { id: 'roadMorf', title: 'Change, most relevant first', better: 'lower' },
    { id: 'roadLerf', title: 'Change, least relevant first', better: 'higher' },
  ],
  params,
  async measure(context) {
    const { params, rng, sampleShape } = context
    const map = pixelMap(context.map, sampleShape)
    const shares: number[] = []
    for (let share = params.first; share <= params.last; share += params.step) shares.push(share / 100)
    if (shares.length === 0) {
      const reason = `no percentile from ${params.first} to ${params.last}`
      return {
        values: { roadCombined: null, roadMorf: null, roadLerf: null },
        degenerate: mapProblem(map),
        undefinedReason: reason,
      }
    }
    const order = rankDescending(map, rng.fork(0))
    const [before = NaN, ...scores] = await removedScores(context, shares, order)
    const changes = scores.map((score) => score - before)
    const morf = changes.slice(0, shares.length)
    const lerf = changes.slice(shares.length)
    return {
      values: {
        roadCombined: (meanOf(lerf) - meanOf(morf)) / 2,
        roadMorf: meanOf(morf),
        roadLerf: meanOf(lerf),
      },
      degenerate: mapProblem(map),
      curves: {
        xTitle: 'share of pixels removed',
        x: shares,
        y: { morf: rounded(morf), lerf: rounded(lerf) },
      },
    }
  },
})

/** Of the sample, then of it without the most relevant shares, then without the least relevant. */
async function removedScores(
  context: Context,
  shares: readonly number[],
  order: Uint32Array,
): Promise<number[]> {
  const { sample, rng, params } = context
  const ascending = order.toReversed()
  const noise = rng.fork(1)
  const draw = (index: number, out: Float32Array): void => {
    if (index === 0) return out.set(sample)
    const share = shares[(index - 1) % shares.length]!
    const removed = new Uint8Array(order.length)
    const count = Math.min(order.length - 1, Math.round(share * order.length))
    const first = index <= shares.length ? order : ascending
    for (let place = 0; place < count; place++) removed[first[place]!] = 1
    out.set(noisyImputation(context, removed, noise.fork(index)))
  }
  const scored = scoredProbability(context, params.scoredClass)
  return [...(await context.scores({ count: 1 + 2 * shares.length, draw }, scored))]
}

function noisyImputation(
  { sample, sampleShape, params }: Context,
  removed: Uint8Array,
  rng: Rng,
): Float32Array {
  const [height, width, channels] = sampleShape
  const filled = imputeLinear(sample, { height, width, channels }, removed)
  for (let index = 0; index < filled.length; index++) {
    if (removed[Math.floor(index / channels)] !== 0) filled[index]! += params.noise * rng.normal()
  }
  return filled
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
