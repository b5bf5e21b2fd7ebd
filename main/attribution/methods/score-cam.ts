import { z } from 'zod'
import { tensor } from '../../graph/tensor.ts'
import { camAttribution, camLayer, camParams, weightedMaps } from '../cam.ts'
import { layerMaps, separateMaps } from '../layer-values.ts'
import { mapMaskScores } from '../map-mask-scores.ts'
import { defineMethod, type Attribution } from '../method.ts'

const params = camParams.extend({
  weights: z.enum(['score', 'softmax-over-maps']).default('score').meta({
    title: 'Weights',
    description:
      'score: the masked score itself, as the authors’ code; softmax-over-maps: Eq. 6 of the paper.',
  }),
})

/**
 * Score-CAM: every feature map, upsampled and scaled to [0, 1], masks the sample; the score of what shows through weighs
 * the map (Alg. 1). A constant map weighs nothing. Deviation: 1e-6 is added to the range that a mask is divided by.
 */
export const scoreCam = defineMethod({
  id: 'score-cam',
  title: 'Score-CAM',
  summary:
    'Grad-CAM without gradients: each feature map is weighted by the score of the sample seen through it.',
  family: 'cam',
  citation: {
    authors: 'Wang, Wang, Du, Yang, Zhang, Ding, Mardziel, Hu',
    title: 'Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks',
    venue: 'CVPR Workshops',
    year: 2020,
    url: 'https://arxiv.org/abs/1910.01279',
  },
  needs: ['featureMaps'],
  signed: false,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params,
  async run(context): Promise<Attribution> {
    const { session, sample, explained, params, signal, onProgress } = context
    const layer = camLayer(session, params.layer)
    const values = await layerMaps(session, sample, layer, explained)
    const [height, width, count] = values.shape
    onProgress(1, count + 1)
    const maps = tensor([count, height, width, 1], separateMaps(values))
    const { scores, ranges } = await mapMaskScores({
      session,
      sample,
      maps,
      keys: Array.from({ length: count }, (_, k) => `${layer} ${k}`),
      explained,
      signal,
      onChunk: (done) => onProgress(done + 1, count + 1),
    })
    const active = [...ranges.keys()].filter((k) => ranges[k]! > 0)
    const weights = new Float64Array(count)
    const largest = Math.max(...active.map((k) => scores[k]!))
    const shares = active.map((k) =>
      params.weights === 'score' ? scores[k]! : Math.exp(scores[k]! - largest),
    )
    const total = params.weights === 'score' ? 1 : shares.reduce((sum, share) => sum + share, 0)
    active.forEach((k, index) => (weights[k] = shares[index]! / total))
    return camAttribution(context, values, weightedMaps(values, weights), {
      evaluations: count + 1,
      details: { maskScores: [...scores], constantMaps: count - active.length },
    })
  },
})
