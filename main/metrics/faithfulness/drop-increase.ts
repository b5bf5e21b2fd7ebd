import { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import { defineMetric } from '../define-metric.ts'
import { maskInput } from './mask-input.ts'

export interface DropIncrease {
  /** max(0, (Y - O) / Y), in [0, 1] */
  readonly drop: number
  /** 1 where O > Y, else 0 */
  readonly increase: 0 | 1
  /** max(0, (O - Y) / (1 - Y)), in [0, 1] */
  readonly gain: number
}

/**
 * What masking did to the probability of the class (Grad-CAM++, https://arxiv.org/abs/1710.11063, section 4.1;
 * gain: Opti-CAM, https://arxiv.org/abs/2301.07002). At Y = 0 nothing can drop, at Y = 1 nothing can be gained.
 * @param before  Y, probability for the whole input, in [0, 1]
 * @param after   O, probability for the masked input, in [0, 1]
 * @throws        WorkbenchError `invalid_input` for anything else
 */
export function compareScores({ before, after }: { before: number; after: number }): DropIncrease {
  for (const [name, value] of Object.entries({ before, after })) {
    if (value >= 0 && value <= 1 + 1e-6) continue
    throw new WorkbenchError('invalid_input', `invalid ${name}: ${value} (must be a probability in [0, 1])`)
  }
  return {
    drop: before > 0 ? Math.max(0, (before - after) / before) : 0,
    increase: after > before ? 1 : 0,
    gain: before < 1 ? Math.max(0, (after - before) / (1 - before)) : 0,
  }
}

/** Average drop and increase as the 2021 report computed them; its fill is 0 and its mode `values`. */
export const dropIncrease = defineMetric({
  id: 'drop-increase',
  title: 'Average drop and increase',
  summary:
    'Keeps only the highest part of the map and looks at what happens to the probability of the class: a good map loses little, and sometimes gains.',
  formula:
    'keep x where map > value at rank floor(n * fraction) of the map, else fill; Y = p(x), O = p(masked x) of the scored class; drop = max(0, (Y - O) / Y), increase = [O > Y], gain = max(0, (O - Y) / (1 - Y)); means over all samples',
  citation:
    'Chattopadhay et al., Grad-CAM++, WACV 2018, https://arxiv.org/abs/1710.11063; gain: Zhang et al., Opti-CAM, https://arxiv.org/abs/2301.07002',
  needs: [],
  figures: [
    { id: 'averageDrop', title: 'Average drop', better: 'lower' },
    { id: 'increaseRate', title: 'Increase rate', better: 'higher' },
    { id: 'averageGain', title: 'Average gain', better: 'higher' },
  ],
  params: z.object({
    fraction: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .meta({ title: 'Kept fraction', description: 'Share of the map that is kept, highest values first.' }),
    mode: z.enum(['values', 'per-pixel']).default('values').meta({
      title: 'Masking',
      description:
        'values: each value of a map with channels masks its own channel; per-pixel: their sum masks the whole pixel.',
    }),
    scoredClass: z.enum(['predicted', 'explained']).default('predicted').meta({
      title: 'Scored class',
      description:
        'predicted: the class that the model calls the whole sample (the study’s way); explained: the map’s class.',
    }),
    fill: z
      .number()
      .min(-10)
      .max(10)
      .default(0)
      .meta({ title: 'Fill', description: 'Value put in place of what is removed, after preprocessing.' }),
  }),
  async measure({ sample, sampleShape, map, params, explained, predictedClass, probabilities }) {
    const { masked, degenerate } = maskInput({ input: sample, shape: sampleShape, map, ...params })
    const scored = params.scoredClass === 'predicted' ? predictedClass : explained.targetClass
    const [before, after] = (await probabilities([sample, masked])).map((row) => row[scored])
    if (before === undefined || after === undefined) {
      throw new WorkbenchError('shape_mismatch', 'shape mismatch: 2 inputs scored, fewer scores came back')
    }
    const { drop, increase, gain } = compareScores({ before, after })
    return { values: { averageDrop: drop, increaseRate: increase, averageGain: gain }, degenerate }
  },
})
