import { z } from 'zod'
import { gaussianBlur } from '../kernels/gaussian-blur.ts'

/** What stands for "nothing there" ("baseline" in papers). */
export const referenceParam = z.enum(['black', 'white', 'mean', 'blur']).default('black').meta({
  title: 'Reference',
  description:
    'What stands for absence: zeros, ones, the sample’s own mean colour, or the sample blurred. On tissue, white is empty glass.',
})

export type Reference = z.output<typeof referenceParam>

/** Of the blur, as a fraction of the longer side: structures of cells vanish, the stain stays. */
const BLUR_FRACTION = 0.05

/**
 * The reference input of a kind, [H, W, C], for values that lie in [0, 1] (white is 1).
 * @param sample      [H, W, C]
 * @param inputShape  [H, W, C]
 */
export function referenceInput(
  kind: Reference,
  sample: Float32Array,
  inputShape: readonly [number, number, number],
): Float32Array {
  const [height, width, channels] = inputShape
  if (kind === 'black') return new Float32Array(sample.length)
  if (kind === 'white') return new Float32Array(sample.length).fill(1)
  if (kind === 'blur') {
    return gaussianBlur(sample, { height, width, channels }, BLUR_FRACTION * Math.max(height, width))
  }
  const means = new Float64Array(channels)
  sample.forEach((value, index) => (means[index % channels]! += value))
  return sample.map((_value, index) => means[index % channels]! / (height * width))
}
