import { z } from 'zod'
import { createRng, type Rng } from '../../kernels/rng.ts'
import type { Segmentation } from '../../kernels/superpixels/segmentation.ts'
import { fitWeightedRidge, type RidgeFit } from '../../kernels/weighted-ridge.ts'
import { defineMethod, type Attribution, type MethodContext } from '../method.ts'
import { scorePixelMasks } from '../pixel-mask-scores.ts'
import { paintPlayers, playerParams, playersOf } from '../players.ts'
import { referenceInput } from '../reference-input.ts'

const params = z.object({
  sampleCount: z.int().min(2).max(100_000).default(1000).meta({
    title: 'Samples',
    description: 'Random combinations of parts that are scored; ten for each part is a rule of thumb.',
  }),
  hidden: z.enum(['own-mean', 'black', 'white', 'mean', 'blur']).default('own-mean').meta({
    title: 'Hidden parts',
    description:
      'What takes the place of a part: its own mean colour, zeros, ones, the sample’s mean colour, or the sample blurred.',
  }),
  kernelWidth: z.number().min(0.01).max(10).default(0.25).meta({
    title: 'Kernel width',
    description: 'How fast a combination counts less the more it hides (cosine distance).',
  }),
  ridge: z.number().min(0).max(1000).default(1).meta({
    title: 'Ridge',
    description: 'Penalty on the squared coefficients of the local fit.',
  }),
  ...playerParams('quickshift'),
})

type Params = z.output<typeof params>

/** Below it the straight line does not describe what the model does around the sample. */
const POOR_FIT = 0.5

/**
 * LIME: coefficients of a weighted ridge regression of the score on which parts are shown (Ribeiro et al. 2016, Eq. 1, 2),
 * with the defaults of the authors' code for pictures: quickshift superpixels, each hidden with probability 1/2, the first
 * row showing all; weight sqrt(exp(-d^2 / width^2)) of the cosine distance d = 1 - sqrt(shown / all); every part kept.
 * R^2 and the fit's prediction at the sample are told. Deviation: the seed governs segmentation and sampling both.
 */
export const lime = defineMethod({
  id: 'lime',
  title: 'LIME',
  summary:
    'Fits a straight line to the score around the sample: which visible parts raise it, which lower it.',
  family: 'lime',
  citation: {
    authors: 'Ribeiro, Singh, Guestrin',
    title: '“Why Should I Trust You?”: Explaining the Predictions of Any Classifier',
    venue: 'KDD',
    year: 2016,
    url: 'https://arxiv.org/abs/1602.04938',
  },
  needs: [],
  signed: true,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params,
  async run(context: MethodContext<Params>): Promise<Attribution> {
    const { session, sample, explained, params, seed, signal, onProgress } = context
    const { inputShape } = session.model
    const players = playersOf(session, sample, params, seed)
    const rows = drawRows(createRng(seed), params.sampleCount, players.count)
    const targets = new Float64Array(params.sampleCount)
    await scorePixelMasks({
      session,
      sample,
      reference:
        params.hidden === 'own-mean'
          ? ownMeans(sample, players, inputShape[2])
          : referenceInput(params.hidden, sample, inputShape),
      explained,
      maskCount: params.sampleCount,
      drawMask: (index, out) => {
        for (let pixel = 0; pixel < out.length; pixel++)
          out[pixel] = rows[index * players.count + players.labels[pixel]!]!
      },
      onScore: (index, score) => (targets[index] = score),
      signal,
      onProgress: (done) => onProgress(done, params.sampleCount),
    })
    const weights = limeWeights(rows, players.count, params.kernelWidth)
    const fit = fitWeightedRidge({ rows, count: players.count, targets, weights, ridge: params.ridge })
    return {
      saliencyMap: paintPlayers(players, fit.coefficients, 'whole'),
      shape: [inputShape[0], inputShape[1]],
      evaluations: params.sampleCount,
      degenerate: fit.coefficients.every((value) => value === 0)
        ? 'no part of the sample changes the score'
        : null,
      score: targets[0]!,
      details: {
        ...toldOf(fit),
        players: players.count,
        samplesPerPlayer: params.sampleCount / players.count,
      },
    }
  },
})

function toldOf({ coefficients, intercept, r2 }: RidgeFit) {
  const localPrediction = coefficients.reduce((sum, value) => sum + value, intercept)
  const poor = r2 !== null && r2 < POOR_FIT
  return {
    r2,
    localPrediction,
    intercept,
    note: poor
      ? `the local fit explains ${Math.max(0, Math.round(100 * r2))} % of the variation: little to go by`
      : null,
  }
}

/** Bits of 1/2 each; the first row shows everything. [count, players] */
function drawRows(rng: Rng, count: number, players: number): Float64Array {
  const rows = new Float64Array(count * players).fill(1)
  for (let index = players; index < rows.length; index++) rows[index] = rng.uint32() & 0x8000_0000 ? 1 : 0
  return rows
}

/** sqrt(exp(-d^2 / width^2)), d the cosine distance between a row and one that shows all; 1 for a row that shows nothing. */
export function limeWeights(rows: Float64Array, players: number, width: number): Float64Array {
  return Float64Array.from({ length: rows.length / players }, (_, row) => {
    let shown = 0
    for (let player = 0; player < players; player++) shown += rows[row * players + player]!
    const distance = 1 - Math.sqrt(shown / players)
    return Math.sqrt(Math.exp(-(distance ** 2) / width ** 2))
  })
}

/** Every pixel in the mean colour of its part. [H, W, C] */
function ownMeans(sample: Float32Array, { labels, count }: Segmentation, channels: number): Float32Array {
  const sums = new Float64Array(count * channels)
  const areas = new Int32Array(count)
  for (const label of labels) areas[label]!++
  sample.forEach((value, index) => {
    const label = labels[Math.floor(index / channels)]!
    sums[label * channels + (index % channels)]! += value
  })
  return sample.map((_value, index) => {
    const label = labels[Math.floor(index / channels)]!
    return sums[label * channels + (index % channels)]! / areas[label]!
  })
}
