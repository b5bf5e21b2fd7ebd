import { z } from 'zod'
import { referenceInput, referenceParam, type Reference } from '../../attribution/reference-input.ts'
import { defineMetric, type MetricContext } from '../define-metric.ts'
import { mapProblem } from '../pixel-map.ts'
import { outputParam, scoredOutput } from '../scored-params.ts'

const params = z.object({
  reference: z.enum(['method', 'black', 'white', 'mean', 'blur']).default('method').meta({
    title: 'Reference',
    description:
      'The input that the map’s sum is measured from. method: the one that the run’s method was given, black where it has none.',
  }),
  output: outputParam,
})

/** Completeness (Sundararajan, Taly, Yan 2017, Proposition 1): the values of a map sum to f(x) - f(x'). */
export const completenessGap = defineMetric({
  id: 'completeness-gap',
  title: 'Completeness gap',
  summary:
    'How far the sum of the map is from what it should explain. Only for methods that promise it; backgrounds of SHAP are not a single reference.',
  formula: 'gap = |sum of the map - (f(x) - f(x reference))|; relative gap = gap / |f(x) - f(x reference)|',
  citation:
    'Sundararajan et al., Axiomatic Attribution for Deep Networks, ICML 2017, https://arxiv.org/abs/1703.01365',
  needs: [],
  figures: [
    { id: 'completenessGap', title: 'Completeness gap', better: 'lower' },
    { id: 'relativeCompletenessGap', title: 'Relative completeness gap', better: 'lower' },
  ],
  params,
  async measure(context) {
    const { sample, sampleShape, map, params, explained } = context
    const reference = referenceInput(chosenReference(context), sample, sampleShape)
    const draw = (index: number, out: Float32Array): void => out.set(index === 0 ? sample : reference)
    const scores = await context.scores({ count: 2, draw }, scoredOutput(explained, params.output))
    const promised = scores[0]! - scores[1]!
    let sum = 0
    for (const value of map) sum += value
    const gap = Math.abs(sum - promised)
    const finite = Number.isFinite(gap)
    return {
      values: {
        completenessGap: finite ? gap : null,
        relativeCompletenessGap: finite && promised !== 0 ? gap / Math.abs(promised) : null,
      },
      degenerate: mapProblem(map),
      undefinedReason: !finite
        ? 'the map or the score is not finite'
        : promised === 0
          ? 'sample and reference have the same score'
          : null,
    }
  },
})

function chosenReference({
  params: { reference },
  methodParams,
}: MetricContext<z.output<typeof params>>): Reference {
  if (reference !== 'method') return reference
  return referenceParam.safeParse(methodParams?.['reference']).data ?? 'black'
}
