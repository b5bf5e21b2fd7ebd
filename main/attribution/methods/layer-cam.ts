import { camAttribution, camLayer, camParams, sumOverMaps, type CamContext } from '../cam.ts'
import { layerValues } from '../layer-values.ts'
import { defineMethod, type Attribution } from '../method.ts'

/**
 * Layer-CAM: map = ReLU(sum_k ReLU(d score / d A_k) A_k), element by element (Eq. 6, 7).
 */
export const layerCam = defineMethod({
  id: 'layer-cam',
  title: 'Layer-CAM',
  summary:
    'Every value of the feature maps weighted by its own positive gradient: sharper than Grad-CAM on shallow layers.',
  family: 'cam',
  citation: {
    authors: 'Jiang, Zhang, Hou, Cheng, Wei',
    title: 'LayerCAM: Exploring Hierarchical Class Activation Maps for Localization',
    venue: 'IEEE Transactions on Image Processing',
    year: 2021,
    url: 'https://doi.org/10.1109/TIP.2021.3089943',
  },
  needs: ['gradients', 'featureMaps'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: camParams,
  async run(context: CamContext): Promise<Attribution> {
    const { session, sample, explained, params } = context
    const values = await layerValues(session, sample, camLayer(session, params.layer), explained)
    const map = sumOverMaps(values, (gradient, activation) => Math.max(0, gradient) * activation)
    return camAttribution(context, values, map, { evaluations: 1 })
  },
})
