import { z } from 'zod'
import { pearson } from '../../kernels/correlation.ts'
import { defineMetric } from '../define-metric.ts'
import { mapProblem } from '../pixel-map.ts'
import { outputParam, scoredOutput, substrateParam } from '../scored-params.ts'
import { noCorrelation, randomSubsets, removalEffects } from './removal-effects.ts'

/** Largest share of the pixels in a set, as the paper (section 4: "up to about 80 %"). */
const LARGEST_SHARE = 0.8

/** Ancona et al. 2018, section 4: the correlation within a sample for each size of the sets, and its mean over sizes. */
export const sensitivityN = defineMetric({
  id: 'sensitivity-n',
  title: 'Sensitivity-n',
  summary:
    'Faithfulness correlation for sets of many sizes, from one pixel to four fifths of them: some maps are right about single pixels only, some about areas only.',
  formula:
    'for each n of a logarithmic scale from 1 to 0.8 pixels: Pearson correlation over random sets S of n pixels of sum of the map over S and f(x) - f(x with S filled); the figure is the mean over the n where it is defined',
  citation:
    'Ancona et al., Towards Better Understanding of Gradient-based Attribution Methods, ICLR 2018, https://arxiv.org/abs/1711.06104',
  needs: [],
  figures: [{ id: 'sensitivityN', title: 'Sensitivity-n', better: 'higher' }],
  params: z.object({
    sizes: z.int().min(1).max(50).default(8).meta({ title: 'Sizes', description: 'How many sizes of sets.' }),
    draws: z
      .int()
      .min(3)
      .max(5000)
      .default(50)
      .meta({ title: 'Sets per size', description: 'Random sets for each size.' }),
    fill: substrateParam('black'),
    output: outputParam,
  }),
  async measure(context) {
    const { params, rng, explained, sampleShape } = context
    const pixels = sampleShape[0] * sampleShape[1]
    const sizes = subsetSizes(pixels, params.sizes)
    const markSubset = randomSubsets(pixels, rng)
    const effects = await removalEffects(context, {
      count: sizes.length * params.draws,
      fill: params.fill,
      scored: scoredOutput(explained, params.output),
      mark: (index, removed) => markSubset(sizes[Math.floor(index / params.draws)]!, removed),
    })
    const correlations = sizes.map((_, row) => {
      const [start, end] = [row * params.draws, (row + 1) * params.draws]
      return pearson(effects.sums.subarray(start, end), effects.drops.subarray(start, end))
    })
    const defined = correlations.filter((value) => value !== null)
    const mean = defined.reduce((sum, value) => sum + value, 0) / defined.length
    return {
      values: { sensitivityN: defined.length === 0 ? null : mean },
      degenerate: mapProblem(context.map),
      undefinedReason: defined.length === 0 ? noCorrelation(effects) : null,
      curves: { xTitle: 'pixels removed', x: sizes, y: { correlation: correlations } },
    }
  },
})

/** Different sizes from 1 to 0.8 pixels, evenly spaced on a logarithmic scale. */
export function subsetSizes(pixels: number, count: number): number[] {
  const largest = Math.max(1, Math.floor(LARGEST_SHARE * pixels))
  const sizes = Array.from({ length: count }, (_, index) =>
    Math.round(largest ** (count === 1 ? 1 : index / (count - 1))),
  )
  return [...new Set(sizes)]
}
