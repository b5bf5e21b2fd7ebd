import { z } from 'zod'
import { channelsParam, reduceChannels } from '../channels.ts'
import { inputGradient } from '../input-gradients.ts'
import { defineMethod, type Attribution } from '../method.ts'

/**
 * Saliency: |d score / d x|, the largest over the channels (Sec. 3.1). `sum` and `separate` keep the sign.
 */
export const saliency = defineMethod({
  id: 'saliency',
  title: 'Saliency',
  summary: 'How much the score would change for a small change of each pixel.',
  family: 'gradient',
  citation: {
    authors: 'Simonyan, Vedaldi, Zisserman',
    title: 'Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps',
    venue: 'ICLR Workshop',
    year: 2014,
    url: 'https://arxiv.org/abs/1312.6034',
  },
  needs: ['gradients'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: z.object({ channels: channelsParam('absolute') }),
  async run({ session, sample, explained, params, onProgress }): Promise<Attribution> {
    const { gradient, score } = await inputGradient(session, sample, explained)
    onProgress(1, 1)
    return {
      ...reduceChannels(gradient, session.model.inputShape, params.channels),
      evaluations: 1,
      degenerate: gradient.every((value) => value === 0)
        ? 'the gradient is zero everywhere: the score is saturated'
        : null,
      score,
      details: {},
    }
  },
})
