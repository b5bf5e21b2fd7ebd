import { z } from 'zod'
import { defineMetric } from '../define-metric.ts'
import { mapProblem } from '../pixel-map.ts'

/** How few pixels carry the map: entropy (Bhatt et al. 2020), Gini index (Chalasani et al. 2020), effective complexity. */
export const complexity = defineMetric({
  id: 'complexity',
  title: 'Complexity',
  summary: 'How concentrated the map is. A map that marks everything explains nothing, however faithful.',
  formula:
    'a = |map|, n values; entropy = -sum p ln p with p = a / sum a (nats, at most ln n); Gini = sum (2i - n - 1) a_(i) / (n sum a), ascending; effective complexity = number of a > threshold',
  citation:
    'Bhatt et al., IJCAI 2020, https://arxiv.org/abs/2005.00631; Chalasani et al., ICML 2020, https://arxiv.org/abs/1810.06583; Nguyen & Martinez 2020, https://arxiv.org/abs/2007.07584',
  needs: [],
  figures: [
    { id: 'entropy', title: 'Entropy', better: 'lower' },
    { id: 'gini', title: 'Gini index', better: 'higher' },
    { id: 'effectiveComplexity', title: 'Effective complexity', better: 'lower' },
  ],
  params: z.object({
    threshold: z.number().min(0).max(1).default(1e-5).meta({
      title: 'Threshold',
      description: 'Magnitude above which a value counts for the effective complexity.',
    }),
    relative: z.boolean().default(false).meta({
      title: 'Relative threshold',
      description: 'The threshold is a fraction of the largest magnitude instead of a raw value.',
    }),
  }),
  measure({ map, params }) {
    const magnitudes = Float64Array.from(map, Math.abs)
    const total = magnitudes.reduce((sum, value) => sum + value, 0)
    const finite = Number.isFinite(total)
    const largest = magnitudes.reduce((most, value) => Math.max(most, value), 0)
    const threshold = params.relative ? params.threshold * largest : params.threshold
    const defined = finite && total > 0
    return Promise.resolve({
      values: {
        entropy: defined ? entropyOf(magnitudes, total) : null,
        gini: defined ? giniOf(magnitudes, total) : null,
        effectiveComplexity: finite
          ? magnitudes.reduce((count, value) => count + (value > threshold ? 1 : 0), 0)
          : null,
      },
      degenerate: mapProblem(map),
      undefinedReason: defined ? null : finite ? 'the map is zero everywhere' : 'the map is not finite',
    })
  },
})

/** -sum p ln p, in nats; 0 ln 0 = 0. */
function entropyOf(magnitudes: Float64Array, total: number): number {
  let entropy = 0
  for (const value of magnitudes) if (value > 0) entropy -= (value / total) * Math.log(value / total)
  return Math.max(0, entropy)
}

/** 0 where all are equal, (n - 1) / n where one has everything. */
function giniOf(magnitudes: Float64Array, total: number): number {
  const ascending = magnitudes.toSorted()
  const count = ascending.length
  let weighted = 0
  for (let index = 0; index < count; index++) weighted += (2 * (index + 1) - count - 1) * ascending[index]!
  return weighted / (count * total)
}
