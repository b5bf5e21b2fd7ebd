import { z } from 'zod'
import { channelsParam, reduceChannels } from '../channels.ts'
import { inputGradient } from '../input-gradients.ts'
import { defineMethod, type Attribution } from '../method.ts'

/** Input times gradient: x * d score / d x, the score's first-order expansion around zero (Sec. 3.2 of the paper). */
export const inputXGradient = defineMethod({
  id: 'input-x-gradient',
  title: 'Input × gradient',
  summary:
    'The gradient times the pixel’s own value: a first-order account of the score against a black input.',
  family: 'gradient',
  citation: {
    authors: 'Shrikumar, Greenside, Shcherbina, Kundaje',
    title: 'Not Just a Black Box: Learning Important Features Through Propagating Activation Differences',
    venue: 'arXiv',
    year: 2016,
    url: 'https://arxiv.org/abs/1605.01713',
  },
  needs: ['gradients'],
  signed: true,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: z.object({ channels: channelsParam('sum') }),
  async run({ session, sample, explained, params, onProgress }): Promise<Attribution> {
    const { gradient, score } = await inputGradient(session, sample, explained)
    onProgress(1, 1)
    const products = gradient.map((value, index) => value * sample[index]!)
    return {
      ...reduceChannels(products, session.model.inputShape, params.channels),
      evaluations: 1,
      degenerate: gradient.every((value) => value === 0)
        ? 'the gradient is zero everywhere: the score is saturated'
        : null,
      score,
      details: {},
    }
  },
})
