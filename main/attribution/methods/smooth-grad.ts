import { z } from 'zod'
import { createRng } from '../../kernels/rng.ts'
import { channelsParam, reduceChannels } from '../channels.ts'
import { inputGradientsAt } from '../input-gradients.ts'
import { defineMethod, type Attribution } from '../method.ts'
import { scoreOf } from '../score-of.ts'

const params = z.object({
  sampleCount: z
    .int()
    .min(2)
    .max(1000)
    .default(25)
    .meta({ title: 'Samples', description: 'Noisy copies whose gradients are averaged.' }),
  noise: z.number().gt(0).max(1).default(0.15).meta({
    title: 'Noise',
    description: 'Standard deviation of the noise, as a fraction of the sample’s range.',
  }),
  square: z.boolean().default(false).meta({
    title: 'Squared',
    description: 'Averages the squared gradients (SmoothGrad-Squared): no sign, fewer specks.',
  }),
  channels: channelsParam('absolute'),
})

/** SmoothGrad: mean gradient over copies of the sample with Gaussian noise (Sec. 3). */
export const smoothGrad = defineMethod({
  id: 'smooth-grad',
  title: 'SmoothGrad',
  summary: 'The gradient averaged over noisy copies of the sample, which removes much of its graininess.',
  family: 'gradient',
  citation: {
    authors: 'Smilkov, Thorat, Kim, Viégas, Wattenberg',
    title: 'SmoothGrad: removing noise by adding noise',
    venue: 'arXiv',
    year: 2017,
    url: 'https://arxiv.org/abs/1706.03825',
  },
  needs: ['gradients'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params,
  async run({
    session,
    sample,
    explained,
    params,
    seed,
    signal,
    onProgress,
    onPartial,
  }): Promise<Attribution> {
    const { sampleCount, square } = params
    const deviation = params.noise * rangeOf(sample)
    const rng = createRng(seed)
    const mean = new Float64Array(sample.length)
    const squares = new Float64Array(sample.length)
    await inputGradientsAt({
      session,
      explained,
      count: sampleCount,
      signal,
      drawPoint: (index, out) => {
        const noise = rng.fork(index)
        for (let i = 0; i < out.length; i++) out[i] = sample[i]! + deviation * noise.normal()
      },
      onGradient: (_index, gradient) => {
        for (let i = 0; i < mean.length; i++) {
          const value = square ? gradient[i]! ** 2 : gradient[i]!
          mean[i]! += value / sampleCount
          squares[i]! += value ** 2 / sampleCount
        }
      },
      onProgress: (done) => {
        onProgress(done, sampleCount + 1)
        onPartial?.(() => {
          const soFar = (values: Float64Array) => values.map((value) => (value * sampleCount) / done)
          return {
            ...reduceChannels(soFar(mean), session.model.inputShape, params.channels),
            evaluations: done,
            standardError: done < 2 ? null : meanStandardError(soFar(mean), soFar(squares), done),
          }
        })
      },
    })
    signal.throwIfAborted()
    const score = await scoreOf(session, sample, explained)
    onProgress(sampleCount + 1, sampleCount + 1)
    return {
      ...reduceChannels(mean, session.model.inputShape, params.channels),
      evaluations: sampleCount + 1,
      degenerate: mean.every((value) => value === 0) ? 'the gradient is zero at every noisy copy' : null,
      score,
      details: {
        meanStandardError: meanStandardError(mean, squares, sampleCount),
        noiseDeviation: deviation,
      },
    }
  },
})

/** Mean over values of sqrt(variance / n), with the unbiased variance. */
function meanStandardError(mean: Float64Array, squares: Float64Array, count: number): number {
  const errors = mean.map((value, i) => Math.sqrt(Math.max(0, squares[i]! - value * value) / (count - 1)))
  return errors.reduce((sum, error) => sum + error, 0) / errors.length
}

function rangeOf(sample: Float32Array): number {
  let lowest = Infinity
  let highest = -Infinity
  for (const value of sample) {
    lowest = Math.min(lowest, value)
    highest = Math.max(highest, value)
  }
  return highest - lowest
}
