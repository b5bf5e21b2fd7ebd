import { z } from 'zod'
import type { LayerGradients } from '../layer-gradients.ts'
import { defineMethod } from '../method.ts'
import { explainByMasks, fusionParam, siseLayersParam, type Selection } from '../sise-layers.ts'

const params = z.object({
  layers: siseLayersParam,
  threshold: z.number().min(0).max(1).default(0).meta({
    title: 'Threshold μ',
    description: 'Keeps the feature maps whose mean gradient exceeds this fraction of the largest one.',
  }),
  fusion: fusionParam,
})

/**
 * SISE: semantic input sampling for explanation.
 *
 * For each layer, the feature maps whose mean gradient is positive become masks (Eq. 3, 4), each mask is weighted by the
 * score of the sample seen through it (Eq. 5), and the layers' maps are joined from shallow to deep (Sec. 3.3).
 *
 * Deviations, both those of the 2021 study's code: a mask is divided by its own sum over the pixels before it is weighted,
 * and the fusion's step may be a steep sigmoid. Ours: a map that no feature map supports is reported and not stretched.
 * The weighted sum is taken at the layer's resolution and upsampled once, which is the same sum, since upsampling is linear.
 */
export const sise = defineMethod({
  id: 'sise',
  title: 'SISE',
  summary:
    'Feature maps that raise the class’s score are laid over the input as masks; the score of what shows through weighs each.',
  family: 'sise',
  citation: {
    authors: 'Sattarzadeh, Sudhakar, Lem, Mehryar, Plataniotis, Jang, Kim, Jeong, Lee, Bae',
    title:
      'Explaining Convolutional Neural Networks through Attribution-Based Input Sampling and Block-Wise Feature Aggregation',
    venue: 'AAAI',
    year: 2021,
    url: 'https://arxiv.org/abs/2010.00672',
  },
  needs: ['gradients', 'featureMaps'],
  signed: false,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params,
  run: (context) => explainByMasks(context, positiveGradients(context.params.threshold)),
})

/** Keeps the maps whose mean gradient exceeds mu times the largest. */
export function positiveGradients(mu: number): (layer: LayerGradients) => Selection {
  return (layer) => ({ kept: keptMaps(layer, mu), threshold: null })
}

/** Indices of the maps whose mean gradient exceeds mu times the largest; none where no gradient is positive. */
function keptMaps({ meanGradients }: LayerGradients, mu: number): readonly number[] {
  const largest = meanGradients.reduce((most, gradient) => Math.max(most, gradient), -Infinity)
  if (!(largest > 0)) return []
  return [...meanGradients.keys()].filter((index) => meanGradients[index]! > mu * largest)
}
