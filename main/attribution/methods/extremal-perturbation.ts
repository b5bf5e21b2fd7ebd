import { z } from 'zod'
import { tensor, type Tensor } from '../../graph/tensor.ts'
import { resizeBilinear } from '../../kernels/resize-bilinear.ts'
import { createRng, type Rng } from '../../kernels/rng.ts'
import { smoothMaximum } from '../../kernels/smooth-maximum.ts'
import { cellMaskGradients } from '../cell-mask-gradients.ts'
import { defineMethod, type Attribution, type MethodContext } from '../method.ts'
import { referenceInput, referenceParam } from '../reference-input.ts'
import { scoresOf } from '../score-of.ts'

const params = z.object({
  areas: z.array(z.number().gt(0).lt(1)).min(1).max(8).default([0.05, 0.1, 0.2, 0.4]).meta({
    title: 'Areas',
    description: 'Shares of the sample that may stay visible; one mask is found for each.',
  }),
  iterations: z.int().min(1).max(2000).default(100).meta({
    title: 'Iterations',
    description: 'Steps of the search, each a gradient per area; the authors take 800.',
  }),
  cells: z.int().min(2).max(64).default(32).meta({
    title: 'Grid',
    description: 'Cells of the mask along the longer side.',
  }),
  smoothness: z.number().min(0.5).max(16).default(3).meta({
    title: 'Smoothness',
    description: 'How far a peak of the mask reaches, in cells.',
  }),
  reference: referenceParam.unwrap().default('blur').meta({
    title: 'Reference',
    description:
      'What shows where the mask hides the sample: the sample blurred, its mean colour, black or white.',
  }),
})

type Context = MethodContext<z.output<typeof params>>

/** TorchRay's values (`attribution/extremal_perturbation.py`): step, momentum, weight of the area term, its growth per step. */
const LEARNING_RATE = 0.01
const MOMENTUM = 0.9
const AREA_WEIGHT = 300
const AREA_GROWTH = 1.0035
/** Number of cells for which the learning rate is meant; the step is scaled to have the same effect on other grids. */
const USUAL_CELLS = 1024

/**
 * Extremal perturbations: for each area a, the smooth mask of that area that keeps the score highest, found by gradient
 * ascent on score - lambda |sorted mask - r_a|^2, r_a being a share a of ones (Eq. 3 to 5). The map is the mean of the masks:
 * a pixel counts by how small an area still contains it.
 *
 * Deviations from the authors' code: the max-convolution is taken over cells and then upsampled; the area is that of the
 * cells; one reference stands in for the pyramid of blurs; the sample is not mirrored on every other step (an H&E tile has
 * no left and right, but a signal has); the momentum is not damped, whereas theirs is by 0.9: a step is ten of theirs, so that
 * 100 iterations go as far as their 800. Ties among equal cells are ordered by the seed.
 */
export const extremalPerturbation = defineMethod({
  id: 'extremal-perturbation',
  title: 'Extremal perturbation',
  summary:
    'Searches the smooth region of a given size which, shown alone, keeps the score highest; small regions first.',
  family: 'perturbation',
  citation: {
    authors: 'Fong, Patrick, Vedaldi',
    title: 'Understanding Deep Networks via Extremal Perturbations and Smooth Masks',
    venue: 'ICCV',
    year: 2019,
    url: 'https://arxiv.org/abs/1910.08485',
  },
  needs: ['gradients'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params,
  async run(context: Context): Promise<Attribution> {
    const { session, sample, explained, params } = context
    const { inputShape } = session.model
    const [height, width] = inputShape
    const reference = referenceInput(params.reference, sample, inputShape)
    const found = await search(context, reference)
    const [score, hidden] = await scoresOf(session, [sample, reference], explained)
    const [, rows = 0, columns = 0] = found.masks.shape
    const size = rows * columns
    const total = evaluationsOf(params)
    context.onProgress(total, total)
    return {
      saliencyMap: meanMask(found.masks, { height, width }),
      shape: [height, width],
      evaluations: total,
      degenerate: found.moved ? null : 'no mask changes the score: there is nothing to search by',
      score: score!,
      details: {
        scoreOfReference: hidden!,
        masks: params.areas.map((area, row) => ({
          area,
          achievedArea: meanOf(found.masks.data.subarray(row * size, (row + 1) * size)),
          score: found.scores[row]!,
        })),
        smallestSufficientArea:
          params.areas.filter((_area, row) => found.scores[row]! >= score!).sort((a, b) => a - b)[0] ?? null,
      },
    }
  },
})

/** Mean of masks [n, h, w, 1], at the size of the sample. */
function meanMask({ shape, data }: Tensor, size: { readonly height: number; readonly width: number }) {
  const [count = 0, rows = 0, columns = 0] = shape
  const mean = new Float32Array(rows * columns)
  data.forEach((value, index) => (mean[index % mean.length]! += value / count))
  return resizeBilinear(mean, { height: rows, width: columns, channels: 1 }, size)
}

function evaluationsOf({ areas, iterations }: Context['params']): number {
  return (iterations + 1) * areas.length + 2
}

/** Gradient ascent for all areas at once: one batch per step. */
async function search(
  context: Context,
  reference: Float32Array,
): Promise<{ masks: Tensor; scores: Float64Array; moved: boolean }> {
  const { session, sample, explained, params, seed, signal, onProgress, onPartial } = context
  const [height, width] = session.model.inputShape
  const scale = params.cells / Math.max(height, width)
  const [rows, columns] = [height, width].map((side) => Math.min(side, Math.max(1, Math.round(side * scale))))
  const size = rows! * columns!
  const smooth = params.areas.map(() => smoothMaximum(rows!, columns!, params.smoothness))
  const state = new Float32Array(params.areas.length * size).fill(1)
  const velocity = new Float64Array(state.length)
  const order = createRng(seed)
  let moved = false
  for (let iteration = 0; ; iteration++) {
    const masks = tensor([params.areas.length, rows!, columns!, 1])
    smooth.forEach((hill, row) =>
      masks.data.set(hill.forward(state.slice(row * size, (row + 1) * size)), row * size),
    )
    const { scores, gradients } = await cellMaskGradients({
      session,
      sample,
      reference,
      cells: masks,
      explained,
      signal,
    })
    onProgress((iteration + 1) * params.areas.length, evaluationsOf(params))
    onPartial?.(() => ({
      saliencyMap: meanMask(masks, { height, width }),
      shape: [height, width],
      evaluations: (iteration + 1) * params.areas.length,
      standardError: null,
    }))
    moved ||= gradients.some((value) => value !== 0)
    if (iteration === params.iterations) return { masks, scores, moved }
    const weight = AREA_WEIGHT * AREA_GROWTH ** iteration
    params.areas.forEach((area, row) => {
      const part = (values: Float32Array) => values.subarray(row * size, (row + 1) * size)
      const pull = areaGradient(part(masks.data), area, order.fork(iteration * params.areas.length + row))
      const ascent = part(gradients).map((value, index) => value - weight * pull[index]!)
      step(part(state), velocity.subarray(row * size, (row + 1) * size), smooth[row]!.backward(ascent))
    })
  }
}

/** One step of ascent with momentum, kept in [0, 1]. */
function step(state: Float32Array, velocity: Float64Array, gradient: Float32Array): void {
  const rate = LEARNING_RATE * (state.length / USUAL_CELLS)
  for (let index = 0; index < state.length; index++) {
    velocity[index] = MOMENTUM * velocity[index]! + gradient[index]!
    state[index] = Math.min(1, Math.max(0, state[index]! + rate * velocity[index]!))
  }
}

/** Derivative of the mean of (sorted mask - r)^2, r having ones for the largest values that make up the area. */
function areaGradient(mask: Float32Array, area: number, rng: Rng): Float32Array {
  const ranked = rng.shuffle([...mask.keys()]).sort((a, b) => mask[b]! - mask[a]!)
  const kept = Math.max(1, Math.round(area * mask.length))
  const gradient = new Float32Array(mask.length)
  ranked.forEach((cell, rank) => (gradient[cell] = (2 * (mask[cell]! - (rank < kept ? 1 : 0))) / mask.length))
  return gradient
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
