import { WorkbenchError } from '#contract/errors.ts'
import {
  camAttribution,
  camLayer,
  camParams,
  sumOverPositions,
  weightedMaps,
  type CamContext,
} from '../cam.ts'
import { spatialLayers } from '../../graph/model-info.ts'
import { layerValues, type LayerValues } from '../layer-values.ts'
import { defineMethod, type Attribution } from '../method.ts'

/**
 * CAM: sum over k of w_k A_k (Eq. 2), where the model ends in a global average and one linear layer with weights w.
 * The weights are read off the gradient of the logit, which is w_k / area at every position of such a head; a head where
 * it varies over the positions is refused.
 */
export const cam = defineMethod({
  id: 'cam',
  title: 'CAM',
  summary: 'Feature maps weighted by the last linear layer; for models that end in global average pooling.',
  family: 'cam',
  citation: {
    authors: 'Zhou, Khosla, Lapedriza, Oliva, Torralba',
    title: 'Learning Deep Features for Discriminative Localization',
    venue: 'CVPR',
    year: 2016,
    url: 'https://arxiv.org/abs/1512.04150',
  },
  needs: ['gradients', 'featureMaps', 'globalPoolingHead'],
  signed: false,
  outputs: ['logit'],
  defaultOutput: 'logit',
  params: camParams,
  async run(context: CamContext): Promise<Attribution> {
    const { session, sample, explained, params } = context
    // What the head averages, be it pooled or not: the last layer with positions of any kind.
    const last = spatialLayers(session.model).at(-1)?.name ?? ''
    const name = camLayer(session, params.layer === '' ? last : params.layer)
    const values = await layerValues(session, sample, name, explained)
    if (!constantOverPositions(values)) {
      throw new WorkbenchError(
        'capability_missing',
        `no linear head on ${name}: CAM needs a global average and one dense layer behind it (Grad-CAM does not)`,
      )
    }
    const weights = sumOverPositions(values, (gradient) => gradient)
    return camAttribution(context, values, weightedMaps(values, weights), { evaluations: 1, layer: name })
  },
})

function constantOverPositions({ shape, gradients }: LayerValues): boolean {
  const count = shape[2]
  return gradients.every((value, index) => {
    const first = gradients[index % count]!
    return Math.abs(value - first) <= 1e-5 * Math.abs(first) + 1e-12
  })
}
