import { z } from 'zod'
import { pearson } from '../../kernels/correlation.ts'
import { defineMetric } from '../define-metric.ts'
import { mapProblem } from '../pixel-map.ts'
import { outputParam, scoredOutput, substrateParam } from '../scored-params.ts'
import { noCorrelation, randomSubsets, removalEffects } from './removal-effects.ts'

/** Bhatt, Weller, Moura 2020, Definition 3; draws and size as Quantus. Deviation: a set is at most half of the pixels. */
export const faithfulnessCorrelation = defineMetric({
  id: 'faithfulness-correlation',
  title: 'Faithfulness correlation',
  summary: 'Removes random sets of pixels: where the map gives a set more, the score should fall more.',
  formula:
    'over random sets S of m pixels: Pearson correlation of sum of the map over S and f(x) - f(x with S filled); m at most half of the pixels',
  citation:
    'Bhatt et al., Evaluating and Aggregating Feature-based Model Explanations, IJCAI 2020, https://arxiv.org/abs/2005.00631',
  needs: [],
  figures: [{ id: 'faithfulnessCorrelation', title: 'Faithfulness correlation', better: 'higher' }],
  params: z.object({
    draws: z
      .int()
      .min(3)
      .max(10_000)
      .default(100)
      .meta({ title: 'Sets', description: 'Random sets of pixels that are removed.' }),
    subsetSize: z.int().min(1).max(100_000).default(224).meta({
      title: 'Pixels per set',
      description: 'Pixels removed at a time; at most half of the sample’s.',
    }),
    fill: substrateParam('black'),
    output: outputParam,
  }),
  async measure(context) {
    const { params, rng, explained, sampleShape } = context
    const pixels = sampleShape[0] * sampleShape[1]
    const size = Math.max(1, Math.min(params.subsetSize, Math.floor(pixels / 2)))
    const markSubset = randomSubsets(pixels, rng)
    const effects = await removalEffects(context, {
      count: params.draws,
      fill: params.fill,
      scored: scoredOutput(explained, params.output),
      mark: (_, removed) => markSubset(size, removed),
    })
    const correlation = pearson(effects.sums, effects.drops)
    return {
      values: { faithfulnessCorrelation: correlation },
      degenerate: mapProblem(context.map),
      undefinedReason: correlation === null ? noCorrelation(effects) : null,
    }
  },
})
