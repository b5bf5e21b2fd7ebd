import { z } from 'zod'
import { solveLeastSquares } from '../../kernels/least-squares.ts'
import { createRng } from '../../kernels/rng.ts'
import { automaticBudget, shapleyCoalitions, type Coalitions } from '../../kernels/shapley-kernel.ts'
import type { Segmentation } from '../../kernels/superpixels/segmentation.ts'
import { absenceGame, absenceParam, type Game } from '../absence.ts'
import { additivity } from '../additivity.ts'
import { defineMethod, type Attribution, type MethodContext } from '../method.ts'
import { paintPlayers, playerParams, playersOf } from '../players.ts'

const params = z.object({
  sampleCount: z.int().min(0).max(200_000).default(0).meta({
    title: 'Coalitions',
    description: 'Sets of parts that are scored; 0 for 2 M + 2048 with M parts, as the shap library.',
  }),
  absence: absenceParam,
  ...playerParams('quickshift'),
  spread: z.enum(['shared', 'whole']).default('shared').meta({
    title: 'Pixels of a part',
    description:
      'shared: each gets an equal share, so that the map sums to the difference of the scores; whole: each gets all.',
  }),
})

type Params = z.output<typeof params>

/**
 * Kernel SHAP: Shapley values of the parts of a sample as the solution of a weighted linear regression over coalitions
 * (Lundberg and Lee 2017, Theorem 2), coalitions and weights as shap's KernelExplainer. The values sum exactly to
 * f(x) - f(nothing): the last part's value is eliminated from the regression. With every coalition scored they are the
 * Shapley values. Deviation: no selection of features; shap by default keeps the ten largest values of a class.
 */
export const kernelShap = defineMethod({
  id: 'kernel-shap',
  title: 'Kernel SHAP',
  summary:
    'Shows the model many combinations of the sample’s parts and shares out the score fairly among them.',
  family: 'shap',
  citation: {
    authors: 'Lundberg, Lee',
    title: 'A Unified Approach to Interpreting Model Predictions',
    venue: 'NeurIPS',
    year: 2017,
    url: 'https://arxiv.org/abs/1705.07874',
  },
  needs: ['background'],
  signed: true,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params,
  async run(context: MethodContext<Params>): Promise<Attribution> {
    const { session, sample, params, seed } = context
    const [height, width] = session.model.inputShape
    const players = playersOf(session, sample, params, seed)
    const game = await absenceGame(context, params.absence, 'kernel-shap')
    const present = varyingPlayers(players, game.varying)
    const { values, told } = await shapleyValues(context, players, present, game)
    const all = new Float64Array(players.count)
    present.forEach((player, index) => (all[player] = values[index]!))
    return {
      saliencyMap: paintPlayers(players, all, params.spread),
      shape: [height, width],
      evaluations: game.evaluations(),
      degenerate: all.every((value) => value === 0) ? 'no part of the sample changes the score' : null,
      score: game.fullScore,
      details: {
        expectedScore: game.emptyScore,
        additivity: additivity(all, game.fullScore - game.emptyScore),
        players: players.count,
        playersThatVary: present.length,
        ...told,
      },
    }
  },
})

/** Parts of which any pixel differs from what would take its place; the others' value is zero. */
function varyingPlayers({ labels, count }: Segmentation, varying: Uint8Array): number[] {
  const varies = new Uint8Array(count)
  labels.forEach((label, pixel) => (varies[label]! |= varying[pixel]!))
  return [...varies.keys()].filter((player) => varies[player] === 1)
}

interface Solved {
  readonly values: Float64Array
  readonly told: Readonly<Record<string, unknown>>
}

async function shapleyValues(
  { params, seed, onProgress }: MethodContext<Params>,
  { labels, count }: Segmentation,
  present: readonly number[],
  game: Game,
): Promise<Solved> {
  const difference = game.fullScore - game.emptyScore
  const size = present.length
  if (size < 2) {
    onProgress(1, 1)
    return { values: new Float64Array(size).fill(difference), told: { coalitions: 0, exact: true } }
  }
  const budget = params.sampleCount === 0 ? automaticBudget(size) : Math.max(2, params.sampleCount)
  const coalitions = shapleyCoalitions(size, budget, createRng(seed))
  const places = new Int32Array(count).fill(-1)
  present.forEach((player, index) => (places[player] = index))
  const scores = await game.scores(
    coalitions.count,
    (index, out) => {
      for (let pixel = 0; pixel < out.length; pixel++) {
        const place = places[labels[pixel]!]!
        out[pixel] = place < 0 ? 1 : coalitions.members[index * size + place]!
      }
    },
    (done) => onProgress(done, coalitions.count * game.passes),
  )
  const { values, determined } = constrainedFit(coalitions, size, scores, game)
  const told = { coalitions: coalitions.count, exact: coalitions.complete && determined }
  if (determined) return { values, told }
  return {
    values,
    told: { ...told, note: 'fewer independent coalitions than parts: the smallest values that fit' },
  }
}

/**
 * The regression of v(S) - v(empty) on membership under the constraint that the values sum to v(all) - v(empty): the last
 * one is eliminated, so that the constraint holds to rounding.
 */
function constrainedFit(
  { members, weights, count }: Coalitions,
  size: number,
  scores: Float64Array,
  game: Game,
) {
  const difference = game.fullScore - game.emptyScore
  const last = size - 1
  const rows = new Float64Array(count * last)
  const targets = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const eliminated = members[row * size + last]!
    targets[row] = scores[row]! - game.emptyScore - eliminated * difference
    for (let player = 0; player < last; player++)
      rows[row * last + player] = members[row * size + player]! - eliminated
  }
  const { coefficients, determined } = solveLeastSquares({ rows, count: last, targets, weights, ridge: 0 })
  const values = new Float64Array(size)
  values.set(coefficients)
  values[last] = difference - coefficients.reduce((sum, value) => sum + value, 0)
  return { values, determined }
}
