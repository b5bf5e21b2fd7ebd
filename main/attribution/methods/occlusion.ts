import { z } from 'zod'
import { defineMethod, type Attribution, type MethodContext } from '../method.ts'
import { scorePixelMasks } from '../pixel-mask-scores.ts'
import { referenceInput, referenceParam } from '../reference-input.ts'
import { scoreOf } from '../score-of.ts'

const params = z.object({
  windowFraction: z.number().gt(0).max(1).default(0.125).meta({
    title: 'Window',
    description: 'Side of the square that is covered, as a fraction of the sample’s side.',
  }),
  strideFraction: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .meta({ title: 'Stride', description: 'Step between two positions, as a fraction of the window.' }),
  reference: referenceParam,
})

type Params = z.output<typeof params>

/**
 * Occlusion: f(x) - f(x with a square covered), a pixel's value being the mean over the squares that cover it (Sec. 4.2).
 * The last square of a row is moved back to end with the sample, so that every pixel is covered.
 */
export const occlusion = defineMethod({
  id: 'occlusion',
  title: 'Occlusion',
  summary: 'Covers one square after another and notes how far the score falls.',
  family: 'perturbation',
  citation: {
    authors: 'Zeiler, Fergus',
    title: 'Visualizing and Understanding Convolutional Networks',
    venue: 'ECCV',
    year: 2014,
    url: 'https://arxiv.org/abs/1311.2901',
  },
  needs: [],
  signed: true,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params,
  async run(context: MethodContext<Params>): Promise<Attribution> {
    const { session, sample, explained, params, signal, onProgress, onPartial } = context
    const { inputShape } = session.model
    const [height, width] = inputShape
    const rows = windowsAlong(height, params)
    const columns = windowsAlong(width, params)
    const maskCount = rows.starts.length * columns.starts.length
    const score = await scoreOf(session, sample, explained)
    onProgress(1, maskCount + 1)
    const sum = new Float64Array(height * width)
    const covered = new Float64Array(height * width)
    const place = (index: number) => ({
      top: rows.starts[Math.floor(index / columns.starts.length)]!,
      left: columns.starts[index % columns.starts.length]!,
    })
    await scorePixelMasks({
      session,
      sample,
      reference: params.reference === 'black' ? null : referenceInput(params.reference, sample, inputShape),
      explained,
      maskCount,
      signal,
      drawMask: (index, out) => {
        const { top, left } = place(index)
        out.fill(1)
        for (let y = top; y < top + rows.size; y++)
          out.fill(0, y * width + left, y * width + left + columns.size)
      },
      onScore: (index, masked) => {
        const { top, left } = place(index)
        for (let y = top; y < top + rows.size; y++) {
          for (let x = left; x < left + columns.size; x++) {
            sum[y * width + x]! += score - masked
            covered[y * width + x]! += 1
          }
        }
      },
      onProgress: (done) => {
        onProgress(done + 1, maskCount + 1)
        onPartial?.(() => ({
          saliencyMap: Float32Array.from(sum, (value, pixel) => value / Math.max(1, covered[pixel]!)),
          shape: [height, width],
          evaluations: done,
          standardError: null,
        }))
      },
    })
    return {
      saliencyMap: Float32Array.from(sum, (value, pixel) => value / covered[pixel]!),
      shape: [height, width],
      evaluations: maskCount + 1,
      degenerate: sum.every((value) => value === 0) ? 'covering any part leaves the score as it is' : null,
      score,
      details: { windowPx: [rows.size, columns.size], positions: maskCount },
    }
  },
})

function windowsAlong(length: number, { windowFraction, strideFraction }: Params) {
  const size = Math.min(length, Math.max(1, Math.round(length * windowFraction)))
  const stride = Math.max(1, Math.round(size * strideFraction))
  const starts: number[] = []
  for (let start = 0; start + size < length; start += stride) starts.push(start)
  starts.push(length - size)
  return { size, starts }
}
