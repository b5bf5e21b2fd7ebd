import { z } from 'zod'
import { otsuSplit } from '../../kernels/otsu-split.ts'
import type { LayerGradients } from '../layer-gradients.ts'
import { defineMethod } from '../method.ts'
import { explainByMasks, fusionParam, siseLayersParam, type Selection } from '../sise-layers.ts'

/**
 * Ada-SISE: SISE whose maps are chosen by the data. Of each layer's positive mean gradients, Otsu's method keeps the upper
 * class (Sec. 2.2), so that no threshold is left to set and fewer masks are scored.
 *
 * Deviations: Otsu's split is taken over the gradients themselves, not a histogram of them; where they do not differ all
 * positive ones are kept. The masks are weighted as in `sise`.
 */
export const adaSise = defineMethod({
  id: 'ada-sise',
  title: 'Ada-SISE',
  summary:
    'SISE that chooses the feature maps by itself: those whose mean gradients Otsu’s method calls large.',
  family: 'sise',
  citation: {
    authors: 'Sudhakar, Sattarzadeh, Plataniotis, Jang, Jeong, Kim',
    title:
      'Ada-SISE: Adaptive Semantic Input Sampling for Efficient Explanation of Convolutional Neural Networks',
    venue: 'ICASSP',
    year: 2021,
    url: 'https://arxiv.org/abs/2102.07799',
  },
  needs: ['gradients', 'featureMaps'],
  signed: false,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params: z.object({ layers: siseLayersParam, fusion: fusionParam }),
  run: (context) => explainByMasks(context, largeGradients),
})

/** Keeps the upper class of the positive mean gradients, by Otsu's split. */
export function largeGradients({ meanGradients }: LayerGradients): Selection {
  const threshold = otsuSplit(meanGradients.filter((gradient) => gradient > 0)) ?? null
  const kept = [...meanGradients.keys()].filter((index) =>
    threshold === null ? meanGradients[index]! > 0 : meanGradients[index]! >= threshold,
  )
  return { kept, threshold }
}
