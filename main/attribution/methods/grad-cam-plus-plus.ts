import {
  camAttribution,
  camLayer,
  camParams,
  sumOverPositions,
  weightedMaps,
  type CamContext,
} from '../cam.ts'
import { layerValues } from '../layer-values.ts'
import { defineMethod, type Attribution } from '../method.ts'

/**
 * Grad-CAM++: alpha = g^2 / (2 g^2 + g^3 sum A + 1e-6), 0 where g = 0 (Eq. 19); w_k = sum of alpha ReLU(g) (Eq. 5).
 * The paper's exp(score) factor is a positive constant of the whole map and is left out.
 */
export const gradCamPlusPlus = defineMethod({
  id: 'grad-cam-plus-plus',
  title: 'Grad-CAM++',
  summary:
    'Grad-CAM whose weights favour positions that raise the score, so that several objects of a class all count.',
  family: 'cam',
  citation: {
    authors: 'Chattopadhyay, Sarkar, Howlader, Balasubramanian',
    title: 'Grad-CAM++: Generalized Gradient-Based Visual Explanations for Deep Convolutional Networks',
    venue: 'WACV',
    year: 2018,
    url: 'https://arxiv.org/abs/1710.11063',
  },
  needs: ['gradients', 'featureMaps'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: camParams,
  async run(context: CamContext): Promise<Attribution> {
    const { session, sample, explained, params } = context
    const values = await layerValues(session, sample, camLayer(session, params.layer), explained)
    const count = values.shape[2]
    const activationSums = sumOverPositions(values, (_gradient, activation) => activation)
    const weights = new Float64Array(count)
    values.gradients.forEach((gradient, index) => {
      if (gradient <= 0) return
      const square = gradient * gradient
      const alpha = square / (2 * square + square * gradient * activationSums[index % count]! + 1e-6)
      weights[index % count]! += alpha * gradient
    })
    return camAttribution(context, values, weightedMaps(values, weights), { evaluations: 1 })
  },
})
