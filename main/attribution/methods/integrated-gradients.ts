import { z } from 'zod'
import { gaussLegendre, type Quadrature } from '../../kernels/gauss-legendre.ts'
import { additivity } from '../additivity.ts'
import { channelsParam, reduceChannels } from '../channels.ts'
import { inputGradientsAt } from '../input-gradients.ts'
import { defineMethod, type Attribution } from '../method.ts'
import { referenceInput, referenceParam } from '../reference-input.ts'
import { scoresOf } from '../score-of.ts'

const params = z.object({
  steps: z
    .int()
    .min(2)
    .max(1000)
    .default(50)
    .meta({ title: 'Steps', description: 'Points on the path at which the gradient is taken.' }),
  rule: z
    .enum(['gauss-legendre', 'trapezoid', 'riemann-left', 'riemann-right', 'riemann-middle'])
    .default('gauss-legendre')
    .meta({ title: 'Rule', description: 'How the integral along the path is approximated.' }),
  reference: referenceParam,
  channels: channelsParam('sum'),
})

/**
 * Integrated gradients: (x - x') times the integral of the gradient along the straight path from a reference x' to the
 * sample x (Eq. 1); the values sum to f(x) - f(x') (completeness, Proposition 1), whose gap is told with the map.
 */
export const integratedGradients = defineMethod({
  id: 'integrated-gradients',
  title: 'Integrated gradients',
  summary:
    'Adds up the gradient on the way from a reference to the sample; the values sum to the difference of the scores.',
  family: 'gradient',
  citation: {
    authors: 'Sundararajan, Taly, Yan',
    title: 'Axiomatic Attribution for Deep Networks',
    venue: 'ICML',
    year: 2017,
    url: 'https://arxiv.org/abs/1703.01365',
  },
  needs: ['gradients'],
  signed: true,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params,
  async run({ session, sample, explained, params, signal, onProgress }): Promise<Attribution> {
    const { inputShape } = session.model
    const reference = referenceInput(params.reference, sample, inputShape)
    const { nodes, weights } = quadrature(params.rule, params.steps)
    const mean = new Float64Array(sample.length)
    const total = nodes.length + 2
    await inputGradientsAt({
      session,
      explained,
      count: nodes.length,
      signal,
      drawPoint: (index, out) => {
        const position = nodes[index]!
        for (let i = 0; i < out.length; i++) out[i] = reference[i]! + position * (sample[i]! - reference[i]!)
      },
      onGradient: (index, gradient) => {
        const weight = weights[index]!
        for (let i = 0; i < mean.length; i++) mean[i]! += weight * gradient[i]!
      },
      onProgress: (done) => onProgress(done, total),
    })
    const values = mean.map((gradient, i) => gradient * (sample[i]! - reference[i]!))
    signal.throwIfAborted()
    const [score, before] = await scoresOf(session, [sample, reference], explained)
    onProgress(total, total)
    return {
      ...reduceChannels(values, inputShape, params.channels),
      evaluations: total,
      degenerate: values.every((value) => value === 0) ? 'the gradient is zero all along the path' : null,
      score: score!,
      details: { additivity: additivity(values, score! - before!) },
    }
  },
})

/** Nodes and weights on [0, 1]; the weights of every rule sum to 1. */
export function quadrature(rule: z.output<typeof params>['rule'], count: number): Quadrature {
  if (rule === 'gauss-legendre') return gaussLegendre(count)
  if (rule === 'trapezoid') {
    const nodes = Float64Array.from({ length: count }, (_, index) => index / (count - 1))
    const weights = nodes.map((_node, index) => (index === 0 || index === count - 1 ? 0.5 : 1) / (count - 1))
    return { nodes, weights }
  }
  const offset = { 'riemann-left': 0, 'riemann-right': 1, 'riemann-middle': 0.5 }[rule]
  return {
    nodes: Float64Array.from({ length: count }, (_, index) => (index + offset) / count),
    weights: new Float64Array(count).fill(1 / count),
  }
}
