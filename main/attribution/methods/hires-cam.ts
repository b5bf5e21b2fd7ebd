import { camAttribution, camLayer, camParams, sumOverMaps, type CamContext } from '../cam.ts'
import { layerValues } from '../layer-values.ts'
import { defineMethod, type Attribution } from '../method.ts'

/**
 * HiRes-CAM: map = sum_k d score / d A_k * A_k, element by element (Eq. 3). The paper leaves the sign; the positive part is a choice.
 */
export const hiresCam = defineMethod({
  id: 'hires-cam',
  title: 'HiRes-CAM',
  summary: 'Gradient times feature map, element by element: shows just what a linear head used.',
  family: 'cam',
  citation: {
    authors: 'Draelos, Carin',
    title: 'Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional neural networks',
    venue: 'arXiv',
    year: 2020,
    url: 'https://arxiv.org/abs/2011.08891',
  },
  needs: ['gradients', 'featureMaps'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: camParams,
  async run(context: CamContext): Promise<Attribution> {
    const { session, sample, explained, params } = context
    const values = await layerValues(session, sample, camLayer(session, params.layer), explained)
    const map = sumOverMaps(values, (gradient, activation) => gradient * activation)
    return camAttribution(context, values, map, { evaluations: 1 })
  },
})
