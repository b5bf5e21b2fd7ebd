import { z } from 'zod'
import { rounded } from '../curves.ts'
import { defineMetric, type MetricContext } from '../define-metric.ts'
import { mapProblem, pixelMap } from '../pixel-map.ts'
import { scoredClassParam, scoredProbability, substrateParam } from '../scored-params.ts'
import { areaUnderCurve, mapOrder, randomOrder, removalPair } from './removal-path.ts'

const params = z.object({
  steps: z.int().min(2).max(2000).default(224).meta({
    title: 'Steps',
    description: 'Points of each curve, beside the start. 224 on 224 px as the authors; at most one a pixel.',
  }),
  deletionFill: substrateParam('black').meta({
    title: 'Deletion filled with',
    description: 'What stands where a pixel was deleted.',
  }),
  insertionFill: substrateParam('blur').meta({
    title: 'Insertion starts from',
    description: 'The input into which pixels are inserted; blur (11 x 11 px, sigma 5) as the authors.',
  }),
  randomOrders: z.int().min(0).max(50).default(1).meta({
    title: 'Random orders',
    description:
      'Random orders of the same pixels that the map is compared with; 0 leaves the gaps undefined.',
  }),
  scoredClass: scoredClassParam,
})

type Context = MetricContext<z.output<typeof params>>
interface Pair {
  readonly deletion: Float64Array
  readonly insertion: Float64Array
}

/** RISE (Petsiuk et al. 2018), section 4.2 and the authors' `evaluation.py`. Deviation: ties are broken at random. */
export const insertionDeletion = defineMetric({
  id: 'insertion-deletion',
  title: 'Insertion and deletion',
  summary:
    'Removes pixels in the map’s order and watches the class’s probability fall, then inserts them and watches it rise. The same in random order is the floor.',
  formula:
    'pixels ranked by the map (channels summed; ties in random order); s_k = p(c) after round(k pixels / n) pixels, k = 0 .. n; AUC = (sum s - (s_0 + s_n) / 2) / n; deletion gap = AUC of random order - AUC, insertion gap = AUC - AUC of random order',
  citation: 'Petsiuk et al., RISE, BMVC 2018, https://arxiv.org/abs/1806.07421',
  needs: [],
  figures: [
    { id: 'insertionAuc', title: 'Insertion AUC', better: 'higher' },
    { id: 'deletionAuc', title: 'Deletion AUC', better: 'lower' },
    { id: 'insertionGap', title: 'Insertion above random', better: 'higher' },
    { id: 'deletionGap', title: 'Deletion below random', better: 'higher' },
    { id: 'randomInsertionAuc', title: 'Insertion AUC of random order', better: 'neither' },
    { id: 'randomDeletionAuc', title: 'Deletion AUC of random order', better: 'neither' },
  ],
  params,
  async measure(context) {
    const { rng, sampleShape } = context
    const map = pixelMap(context.map, sampleShape)
    const found = await curvesOf(context, mapOrder(map, rng))
    const random = await meanOfRandomOrders(context, map.length)
    const areas = { insertion: areaUnderCurve(found.insertion), deletion: areaUnderCurve(found.deletion) }
    const floor = random && {
      insertion: areaUnderCurve(random.insertion),
      deletion: areaUnderCurve(random.deletion),
    }
    const last = found.deletion.length - 1
    return {
      values: {
        insertionAuc: areas.insertion,
        deletionAuc: areas.deletion,
        insertionGap: floor && areas.insertion - floor.insertion,
        deletionGap: floor && floor.deletion - areas.deletion,
        randomInsertionAuc: floor && floor.insertion,
        randomDeletionAuc: floor && floor.deletion,
      },
      degenerate: mapProblem(map),
      undefinedReason: floor === null ? 'no random order was asked for' : null,
      curves: {
        xTitle: 'share of pixels',
        x: rounded(found.deletion.map((_, index) => index / last)),
        y: {
          insertion: rounded(found.insertion),
          deletion: rounded(found.deletion),
          ...(random && {
            randomInsertion: rounded(random.insertion),
            randomDeletion: rounded(random.deletion),
          }),
        },
      },
    }
  },
})

async function curvesOf(context: Context, order: Uint32Array): Promise<Pair> {
  const { sample, sampleShape, params } = context
  const scored = scoredProbability(context, params.scoredClass)
  const { deletion, insertion } = removalPair({ sample, sampleShape, order, ...params })
  return {
    deletion: await context.scores(deletion, scored),
    insertion: await context.scores(insertion, scored),
  }
}

async function meanOfRandomOrders(context: Context, pixels: number): Promise<Pair | null> {
  const { rng, params } = context
  const pairs: Pair[] = []
  for (let index = 0; index < params.randomOrders; index++) {
    pairs.push(await curvesOf(context, randomOrder(pixels, rng, index)))
  }
  if (pairs.length === 0) return null
  return {
    deletion: meanOf(pairs.map(({ deletion }) => deletion)),
    insertion: meanOf(pairs.map(({ insertion }) => insertion)),
  }
}

function meanOf(lists: readonly Float64Array[]): Float64Array {
  return lists[0]!.map((_, index) => lists.reduce((sum, list) => sum + list[index]!, 0) / lists.length)
}
