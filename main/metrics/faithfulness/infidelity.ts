import { z } from 'zod'
import { defineMetric, type MetricContext } from '../define-metric.ts'
import { mapProblem, pixelMap } from '../pixel-map.ts'
import { outputParam, scoredOutput, substrateInput, substrateParam } from '../scored-params.ts'

const params = z.object({
  draws: z
    .int()
    .min(1)
    .max(5000)
    .default(10)
    .meta({ title: 'Perturbations', description: 'Random perturbations I.' }),
  perturbation: z.enum(['square', 'gaussian']).default('square').meta({
    title: 'Perturbation',
    description:
      'square: a random square is filled, the map’s prediction is its sum there (maps whose values are contributions); gaussian: noise on the whole input, the prediction is map times noise (maps whose values are sensitivities).',
  }),
  windowFraction: z.number().gt(0).max(1).default(0.125).meta({
    title: 'Window',
    description: 'Side of the square, as a fraction of the sample’s side.',
  }),
  deviation: z
    .number()
    .gt(0)
    .max(10)
    .default(0.03)
    .meta({ title: 'Deviation', description: 'Standard deviation of the noise.' }),
  fill: substrateParam('black'),
  output: outputParam,
})

type Context = MetricContext<z.output<typeof params>>
/** Writes x - I into `out` and returns what the map says the score loses. */
type Perturb = (out: Float32Array) => number

/** Yeh et al. 2019, Definition 2.1, as captum's `infidelity`; the square is its `multiply_by_inputs` form (I / (x - x') is 0 or 1). */
export const infidelity = defineMetric({
  id: 'infidelity',
  title: 'Infidelity',
  summary: 'Perturbs the input and compares the change of the score with what the map predicts for it.',
  formula:
    'a = map . I (square: sum of the map over it), b = f(x) - f(x - I); infidelity = mean (a - b)^2; normalised = mean (beta a - b)^2 with beta = sum a b / sum a^2 (any scale of the map gives the same)',
  citation:
    'Yeh et al., On the (In)fidelity and Sensitivity of Explanations, NeurIPS 2019, https://arxiv.org/abs/1901.09392',
  needs: [],
  figures: [
    { id: 'infidelity', title: 'Infidelity', better: 'lower' },
    { id: 'normalisedInfidelity', title: 'Normalised infidelity', better: 'lower' },
  ],
  params,
  async measure(context) {
    const { sample, params, explained } = context
    const perturb =
      params.perturbation === 'square' ? squarePerturbation(context) : noisePerturbation(context)
    const predicted = new Float64Array(params.draws)
    const draw = (index: number, out: Float32Array): void => {
      if (index === 0) out.set(sample)
      else predicted[index - 1] = perturb(out)
    }
    const scores = await context.scores(
      { count: params.draws + 1, draw },
      scoredOutput(explained, params.output),
    )
    const drops = scores.slice(1).map((after) => scores[0]! - after)
    const scale = bestScale(predicted, drops)
    const plain = meanSquaredError(predicted, drops, 1)
    const finite = Number.isFinite(plain)
    return {
      values: {
        infidelity: finite ? plain : null,
        normalisedInfidelity: finite && scale !== null ? meanSquaredError(predicted, drops, scale) : null,
      },
      degenerate: mapProblem(context.map),
      undefinedReason: !finite
        ? 'the map or the score is not finite'
        : scale === null
          ? 'the map predicts no change at all, so it has no best scale'
          : null,
    }
  },
})

/** beta = sum a b / sum a^2, the scale with the smallest error; null where every a is 0. */
function bestScale(predicted: Float64Array, drops: Float64Array): number | null {
  let products = 0
  let squares = 0
  for (let index = 0; index < predicted.length; index++) {
    products += predicted[index]! * drops[index]!
    squares += predicted[index]! ** 2
  }
  return squares > 0 ? products / squares : null
}

function meanSquaredError(predicted: Float64Array, drops: Float64Array, scale: number): number {
  let sum = 0
  for (let index = 0; index < drops.length; index++) sum += (scale * predicted[index]! - drops[index]!) ** 2
  return sum / drops.length
}

function squarePerturbation(context: Context): Perturb {
  const { sample, sampleShape, params, rng } = context
  const [height, width, channels] = sampleShape
  const map = pixelMap(context.map, sampleShape)
  const substrate = substrateInput(params.fill, context)
  const rows = Math.max(1, Math.round(params.windowFraction * height))
  const columns = Math.max(1, Math.round(params.windowFraction * width))
  return (out) => {
    out.set(sample)
    const top = rng.int(height - rows + 1)
    const left = rng.int(width - columns + 1)
    let sum = 0
    for (let y = top; y < top + rows; y++) {
      for (let x = left; x < left + columns; x++) {
        const pixel = y * width + x
        sum += map[pixel]!
        for (let value = pixel * channels; value < (pixel + 1) * channels; value++)
          out[value] = substrate[value]!
      }
    }
    return sum
  }
}

/** A map [H, W] stands for the sum over channels, so there one draw moves all channels of a pixel. */
function noisePerturbation({ sample, sampleShape, map, params, rng }: Context): Perturb {
  const valuesPerDraw = map.length === sample.length ? 1 : sampleShape[2]
  return (out) => {
    let sum = 0
    for (let place = 0; place < map.length; place++) {
      const noise = params.deviation * rng.normal()
      sum += map[place]! * noise
      const first = place * valuesPerDraw
      for (let value = first; value < first + valuesPerDraw; value++) out[value] = sample[value]! - noise
    }
    return sum
  }
}
