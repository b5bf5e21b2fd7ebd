import { z } from 'zod'
import { defineMetric } from '../define-metric.ts'
import { explainAgain } from '../explain-again.ts'
import { mapProblem } from '../pixel-map.ts'
import { compareMaps } from '../similarity/compare-maps.ts'

/**
 * Whether the map depends on the class that is explained: its likeness to the map of the runner-up (random logit test of
 * Sixt et al. 2020, section 3.3, with the class that is hardest to tell apart in place of a random one).
 */
export const classSensitivity = defineMetric({
  id: 'class-sensitivity',
  title: 'Class sensitivity',
  summary:
    'Explains the second most probable class as well. Two maps that are alike do not say what speaks for the class.',
  formula:
    'likeness of the map to the one for the most probable other class: Spearman correlation of the values and of their magnitudes; SSIM (uniform 7 x 7 window) of the maps over their largest magnitude',
  citation: 'Sixt et al., When Explanations Lie, ICML 2020, https://arxiv.org/abs/1912.09818',
  needs: ['method'],
  figures: [
    { id: 'runnerUpSpearman', title: 'Spearman with runner-up', better: 'lower' },
    { id: 'runnerUpAbsoluteSpearman', title: 'Spearman of magnitudes', better: 'lower' },
    { id: 'runnerUpSsim', title: 'SSIM with runner-up', better: 'lower' },
  ],
  params: z.object({}),
  async measure(context) {
    const { samplePredictions, explained, map, sampleShape } = context
    const runnerUp = mostProbableBut(samplePredictions, [explained.targetClass, explained.versus])
    if (runnerUp === null) {
      return {
        values: { runnerUpSpearman: null, runnerUpAbsoluteSpearman: null, runnerUpSsim: null },
        degenerate: mapProblem(map),
        undefinedReason: 'there is no other class',
      }
    }
    const other = await explainAgain(context, { targetClass: runnerUp })
    const likeness = compareMaps(map, other, sampleShape)
    return {
      values: {
        runnerUpSpearman: likeness.spearman,
        runnerUpAbsoluteSpearman: likeness.absoluteSpearman,
        runnerUpSsim: likeness.ssim,
      },
      degenerate: mapProblem(map),
      undefinedReason: likeness.undefinedReason,
    }
  },
})

/** The first of equals; null where every class is left out. */
function mostProbableBut(
  probabilities: ArrayLike<number>,
  leftOut: readonly (number | null)[],
): number | null {
  let best: number | null = null
  for (let index = 0; index < probabilities.length; index++) {
    if (leftOut.includes(index)) continue
    if (best === null || probabilities[index]! > probabilities[best]!) best = index
  }
  return best
}
