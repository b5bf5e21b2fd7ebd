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
 * XGrad-CAM: a_k = sum over positions of g A_k / (sum over positions of A_k + 1e-7) (Eq. 8); a map that never fires weighs nothing.
 */
export const xgradCam = defineMethod({
  id: 'xgrad-cam',
  title: 'XGrad-CAM',
  summary: 'Grad-CAM whose weights are scaled by each map’s activation, so that they conserve the score.',
  family: 'cam',
  citation: {
    authors: 'Fu, Hu, Dong, Guo, Gao, Li',
    title: 'Axiom-based Grad-CAM: Towards Accurate Visualization and Explanation of CNNs',
    venue: 'BMVC',
    year: 2020,
    url: 'https://arxiv.org/abs/2008.02312',
  },
  needs: ['gradients', 'featureMaps'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: camParams,
  async run(context: CamContext): Promise<Attribution> {
    const { session, sample, explained, params } = context
    const values = await layerValues(session, sample, camLayer(session, params.layer), explained)
    const products = sumOverPositions(values, (gradient, activation) => gradient * activation)
    const sums = sumOverPositions(values, (_gradient, activation) => activation)
    const weights = products.map((product, k) => (sums[k] === 0 ? 0 : product / (sums[k]! + 1e-7)))
    return camAttribution(context, values, weightedMaps(values, weights), { evaluations: 1 })
  },
})
