import { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import { defineMetric, type SampleFigures } from '../define-metric.ts'
import { mapProblem, pixelMap } from '../pixel-map.ts'
import { scoreLocalisation } from './score-localisation.ts'

const FIGURES = ['pointingGame', 'massAccuracy', 'rankAccuracy', 'bestIou', 'localisationAuc'] as const

/** The map against a ground-truth mask: pointing game (Zhang et al. 2018), mass and rank accuracy (Arras et al. 2022). */
export const localisation = defineMetric({
  id: 'localisation',
  title: 'Localisation',
  summary:
    'Does the map lie on the evidence that was painted into the tile? Only where the source has masks; an empty mask counts for nothing.',
  formula:
    'm = map (channels summed), G = mask; pointing game = share of the pixels with the largest m that lie in G; mass = sum over G of max(m, 0) / sum of max(m, 0); rank = share of the |G| highest pixels in G; IoU = largest over all thresholds t of |{m >= t} and G| / |{m >= t} or G|; AUC = area under the ROC curve of m against G',
  citation:
    'Zhang et al., Top-down Neural Attention by Excitation Backprop, IJCV 2018, https://arxiv.org/abs/1608.00507; Arras et al., CLEVR-XAI, Information Fusion 2022, https://arxiv.org/abs/2003.07258',
  needs: ['evidence'],
  figures: [
    { id: 'pointingGame', title: 'Pointing game', better: 'higher' },
    { id: 'massAccuracy', title: 'Mass accuracy', better: 'higher' },
    { id: 'rankAccuracy', title: 'Rank accuracy', better: 'higher' },
    { id: 'bestIou', title: 'IoU at best threshold', better: 'higher' },
    { id: 'localisationAuc', title: 'ROC AUC', better: 'higher' },
  ],
  params: z.object({}),
  measure({ map, sampleShape, evidence }) {
    const pixels = pixelMap(map, sampleShape)
    const degenerate = mapProblem(pixels)
    if (evidence === null) return undefinedFor('the sample has no ground-truth mask', degenerate)
    if (evidence.length !== pixels.length) {
      const size = sampleShape.slice(0, 2).join('x')
      throw new WorkbenchError(
        'shape_mismatch',
        `shape mismatch: mask of ${evidence.length} pixels, input ${size}`,
      )
    }
    if (evidence.every((mark) => mark === 0))
      return undefinedFor('the ground-truth mask is empty', degenerate)
    if (pixels.some((value) => !Number.isFinite(value)))
      return undefinedFor('the map is not finite', degenerate)
    const values = scoreLocalisation(pixels, evidence)
    const undefinedReason =
      values.localisationAuc === null
        ? 'the ground-truth mask covers everything'
        : values.massAccuracy === null
          ? 'the map has no positive value'
          : null
    return Promise.resolve({ values: { ...values }, degenerate, undefinedReason })
  },
})

function undefinedFor(undefinedReason: string, degenerate: string | null): Promise<SampleFigures> {
  return Promise.resolve({
    values: Object.fromEntries(FIGURES.map((figure) => [figure, null])),
    degenerate,
    undefinedReason,
  })
}
