import { z } from 'zod'
import type { Explained } from '../attribution/method.ts'
import { referenceInput, type Reference } from '../attribution/reference-input.ts'
import { gaussianFilter1d } from '../kernels/gaussian-filter.ts'
import { convolveSeparable } from '../kernels/separable-convolution.ts'
import type { MetricContext } from './metric-context.ts'

/** Whose probability is followed while the input is taken apart. */
export const scoredClassParam = z.enum(['predicted', 'explained']).default('predicted').meta({
  title: 'Scored class',
  description:
    'predicted: the class that the model calls the whole sample; explained: the map’s class (of a contrast, the difference of the two probabilities).',
})

/** The scale of the score that changes are measured on. */
export const outputParam = z.enum(['run', 'probability', 'logit', 'log-odds']).default('run').meta({
  title: 'Output',
  description: 'run: what the map explains; or the class’s probability, logit or log-odds.',
})

/** What stands in place of what is removed. */
export const substrateParam = (usual: Reference) =>
  z.enum(['black', 'white', 'mean', 'blur']).default(usual).meta({
    title: 'Filled with',
    description:
      'Zeros, ones, the sample’s own mean colour, or the sample blurred (11 x 11 px, sigma 5). On tissue, white is empty glass.',
  })

/** The probability that `scoredClass` means. */
export function scoredProbability(
  { explained, predictedClass }: Pick<MetricContext<unknown>, 'explained' | 'predictedClass'>,
  scoredClass: z.output<typeof scoredClassParam>,
): Explained {
  return scoredClass === 'predicted'
    ? { targetClass: predictedClass, versus: null, output: 'probability' }
    : { ...explained, output: 'probability' }
}

/** The explained class (and contrast) on the scale that `output` means. */
export function scoredOutput(explained: Explained, output: z.output<typeof outputParam>): Explained {
  return output === 'run' ? explained : { ...explained, output }
}

const BLUR = { size: 11, sigma: 5 }

/**
 * The input with everything removed, [H, W, C]. `blur` is the one of RISE's evaluation: an 11 x 11 kernel (a point filtered
 * with sigma 5, mirrored at its border, so that it sums to 1) and zeros beyond the border.
 */
export function substrateInput(
  kind: Reference,
  { sample, sampleShape }: Pick<MetricContext<unknown>, 'sample' | 'sampleShape'>,
): Float32Array {
  if (kind !== 'blur') return referenceInput(kind, sample, sampleShape)
  const point = new Float64Array(BLUR.size)
  point[(BLUR.size - 1) / 2] = 1
  const [height, width, channels] = sampleShape
  return convolveSeparable(sample, { height, width, channels }, gaussianFilter1d(point, BLUR.sigma))
}
