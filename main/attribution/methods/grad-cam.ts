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
 * Grad-CAM: a_k = mean over positions of d score / d A_k (Eq. 1), map = ReLU(sum_k a_k A_k) (Eq. 2).
 */
export const gradCam = defineMethod({
  id: 'grad-cam',
  title: 'Grad-CAM',
  summary: 'Feature maps of a layer, each weighted by the mean gradient of the score with respect to it.',
  family: 'cam',
  citation: {
    authors: 'Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra',
    title: 'Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization',
    venue: 'ICCV',
    year: 2017,
    url: 'https://arxiv.org/abs/1610.02391',
  },
  needs: ['gradients', 'featureMaps'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: camParams,
  async run(context: CamContext): Promise<Attribution> {
    const { session, sample, explained, params } = context
    const values = await layerValues(session, sample, camLayer(session, params.layer), explained)
    const area = values.shape[0] * values.shape[1]
    const weights = sumOverPositions(values, (gradient) => gradient / area)
    return camAttribution(context, values, weightedMaps(values, weights), { evaluations: 1 })
  },
})
