import { z } from 'zod'
import { channelsParam, reduceChannels } from '../channels.ts'
import { inputGradient } from '../input-gradients.ts'
import { defineMethod, type Attribution } from '../method.ts'
import { guidedRules } from '../propagation/guided-rules.ts'

/**
 * Guided backpropagation: the gradient, of which every rectifier passes back the positive part only (Sec. 3.4). Its maps
 * hardly depend on the class or on the deeper weights (Adebayo et al. 2018): look at it beside `edge`.
 */
export const guidedBackprop = defineMethod({
  id: 'guided-backprop',
  title: 'Guided backpropagation',
  summary:
    'The gradient with only the positive part passed back through each ReLU: crisp, but often a drawing of the tile itself.',
  family: 'gradient',
  citation: {
    authors: 'Springenberg, Dosovitskiy, Brox, Riedmiller',
    title: 'Striving for Simplicity: The All Convolutional Net',
    venue: 'ICLR Workshop',
    year: 2015,
    url: 'https://arxiv.org/abs/1412.6806',
  },
  needs: ['gradients'],
  signed: true,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: z.object({ channels: channelsParam('sum') }),
  async run({ session, sample, explained, params, onProgress }): Promise<Attribution> {
    const { gradient, score } = await inputGradient(session, sample, explained, {
      name: 'guided',
      rules: guidedRules,
    })
    onProgress(1, 1)
    return {
      ...reduceChannels(gradient, session.model.inputShape, params.channels),
      evaluations: 1,
      degenerate: gradient.every((value) => value === 0)
        ? 'nothing positive comes back to the input through the rectifiers'
        : null,
      score,
      details: {},
    }
  },
})
