import { z } from 'zod'
import { createRng, type Rng } from '../../kernels/rng.ts'
import { additivity } from '../additivity.ts'
import { backgroundSample, requireBackground, type Background } from '../background.ts'
import { expectedScore } from '../background-scores.ts'
import { channelsParam, reduceChannels } from '../channels.ts'
import { inputGradientsAt } from '../input-gradients.ts'
import { defineMethod, type Attribution, type MethodContext } from '../method.ts'
import { RunningMoments } from '../running-moments.ts'
import { scoreOf } from '../score-of.ts'

const params = z.object({
  sampleCount: z.int().min(2).max(100_000).default(200).meta({
    title: 'Samples',
    description: 'Points between the sample and a background at which the gradient is taken.',
  }),
  draw: z.enum(['stratified', 'independent']).default('stratified').meta({
    title: 'Draw',
    description:
      'stratified: positions spread evenly and every background used as often, which varies less; independent: all at random, as the shap library.',
  }),
  localSmoothing: z.number().min(0).max(1).default(0).meta({
    title: 'Local smoothing',
    description: 'Standard deviation of noise added to the sample at every point; 0 for none.',
  }),
  channels: channelsParam('sum'),
})

type Params = z.output<typeof params>

/** One term of the mean: where on the way from which background. */
interface Draw {
  readonly backgroundIndex: number
  /** 0 at the background, 1 at the sample. */
  readonly position: number
}

/**
 * Gradient SHAP (expected gradients): phi = E over b, t of (x - b) * grad f(b + t (x - b)) (Erion et al. 2021, Eq. 3), by the
 * sampling of shap's GradientExplainer: one background and one position per sample. The values sum to f(x) - mean f(b) but
 * for the sampling error, which is told as a standard error per value, sqrt(variance / n).
 *
 * Deviations: shap divides the variance by sqrt(n), which is not the variance of a mean; `stratified` draws one position in
 * each n-th of the way and goes through the backgrounds in random order before any is used again. Same expectation; the
 * error told is then that of independent draws, an upper bound.
 */
export const gradientShap = defineMethod({
  id: 'gradient-shap',
  title: 'Gradient SHAP',
  summary: 'The gradient averaged on the ways from usual samples to this one, times how far they are apart.',
  family: 'shap',
  citation: {
    authors: 'Erion, Janizek, Sturmfels, Lundberg, Lee',
    title:
      'Improving performance of deep learning models with axiomatic attribution priors and expected gradients',
    venue: 'Nature Machine Intelligence',
    year: 2021,
    url: 'https://arxiv.org/abs/1906.10670',
  },
  needs: ['gradients', 'background'],
  signed: true,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params,
  async run(context: MethodContext<Params>): Promise<Attribution> {
    const { session, sample, explained, signal, params } = context
    const background = requireBackground(context.background, 'gradient-shap')
    const moments = await expectedGradients(context, background)
    const score = await scoreOf(session, sample, explained)
    const expected = await expectedScore(session, background, explained, signal)
    return {
      ...reduceChannels(moments.mean, session.model.inputShape, params.channels),
      evaluations: params.sampleCount + 1,
      degenerate: moments.mean.every((value) => value === 0) ? 'the gradient is zero at every point' : null,
      score,
      details: {
        expectedScore: expected,
        additivity: additivity(moments.mean, score - expected),
        standardError: moments.standardErrors(),
      },
    }
  },
})

/** Mean and variance of (x - b) * gradient over the draws. */
async function expectedGradients(
  { session, sample, explained, params, seed, signal, onProgress, onPartial }: MethodContext<Params>,
  background: Background,
): Promise<RunningMoments> {
  const { sampleCount, localSmoothing } = params
  const rng = createRng(seed)
  const draw = params.draw === 'stratified' ? stratifiedDraws : independentDraws
  const draws = draw(rng, sampleCount, background.count)
  const noisy = (index: number): Float32Array => {
    if (localSmoothing === 0) return sample
    const noise = rng.fork(index)
    return sample.map((value) => value + localSmoothing * noise.normal())
  }
  const moments = new RunningMoments(sample.length)
  await inputGradientsAt({
    session,
    explained,
    count: sampleCount,
    signal,
    drawPoint: (index, out) => {
      const { backgroundIndex, position } = draws[index]!
      const other = backgroundSample(background, backgroundIndex)
      const own = noisy(index)
      for (let i = 0; i < out.length; i++) out[i] = other[i]! + position * (own[i]! - other[i]!)
    },
    onGradient: (index, gradient) => {
      moments.addAlong(gradient, backgroundSample(background, draws[index]!.backgroundIndex), noisy(index))
    },
    onProgress: (done) => {
      onProgress(done, sampleCount)
      onPartial?.(() => ({
        ...reduceChannels(moments.mean, session.model.inputShape, params.channels),
        evaluations: done,
        standardError: done < 2 ? null : moments.standardErrors().mean,
      }))
    },
  })
  return moments
}

function independentDraws(rng: Rng, count: number, backgroundCount: number): Draw[] {
  return Array.from({ length: count }, () => ({
    backgroundIndex: rng.int(backgroundCount),
    position: rng.uniform(),
  }))
}

/** One position in each n-th of the way; backgrounds in random order, all of them before any comes again. */
function stratifiedDraws(rng: Rng, count: number, backgroundCount: number): Draw[] {
  const positions = rng.shuffle(
    Float64Array.from({ length: count }, (_, bin) => (bin + rng.uniform()) / count),
  )
  const indices = Int32Array.from({ length: backgroundCount }, (_, index) => index)
  return Array.from(positions, (position, index) => {
    if (index % backgroundCount === 0) rng.shuffle(indices)
    return { backgroundIndex: indices[index % backgroundCount]!, position }
  })
}
