import { z } from 'zod'
import { createRng, type Rng } from '../../kernels/rng.ts'
import { maskMeanError } from '../mask-mean-error.ts'
import { defineMethod, type Attribution, type MethodContext } from '../method.ts'
import { scorePixelMasks } from '../pixel-mask-scores.ts'

const params = z.object({
  maskCount: z.int().min(10).max(50_000).default(4000).meta({
    title: 'Masks',
    description: 'Random masks scored; the error falls with the square root of their number.',
  }),
  gridSize: z.int().min(2).max(64).default(8).meta({
    title: 'Grid',
    description: 'Cells along each side of the coarse grid that a mask is drawn on.',
  }),
  keepProbability: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .meta({ title: 'Share kept', description: 'Probability that a cell is kept.' }),
  normalisation: z.enum(['coverage', 'expectation']).default('coverage').meta({
    title: 'Divide by',
    description:
      'coverage: how much each pixel was shown, which removes the unevenness of a finite sample; expectation: N p, as the authors’ code.',
  }),
})

type Params = z.output<typeof params>

/**
 * RISE: mean of random masks, weighted by the score of the sample seen through each (Eq. 6).
 * A mask is a Bernoulli grid, upsampled bilinearly and shifted at random by less than a cell (Sec. 3.2).
 * Deviation: `coverage` divides by the masks' own sum per pixel instead of N p.
 */
export const rise = defineMethod({
  id: 'rise',
  title: 'RISE',
  summary: 'Random soft masks; a pixel counts by how well the class was recognised whenever it was visible.',
  family: 'perturbation',
  citation: {
    authors: 'Petsiuk, Das, Saenko',
    title: 'RISE: Randomized Input Sampling for Explanation of Black-box Models',
    venue: 'BMVC',
    year: 2018,
    url: 'https://arxiv.org/abs/1806.07421',
  },
  needs: [],
  signed: false,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params,
  async run(context: MethodContext<Params>): Promise<Attribution> {
    const { session, sample, explained, params, seed, signal, onProgress, onPartial } = context
    const [height, width] = session.model.inputShape
    const { maskCount } = params
    const rng = createRng(seed)
    const sums = weightedMasks(height * width, params)
    await scorePixelMasks({
      session,
      sample,
      reference: null,
      explained,
      maskCount,
      signal,
      drawMask: (index, out) => drawRiseMask(rng.fork(index), out, { height, width }, params),
      onScore: (_index, score, mask) => sums.add(score, mask),
      onProgress: (done) => {
        onProgress(done, maskCount)
        onPartial?.(() => ({
          saliencyMap: sums.map(done),
          shape: [height, width],
          evaluations: done,
          standardError: done < 2 ? null : sums.standardError(done),
        }))
      },
    })
    const { mean, deviation } = sums.scores(maskCount)
    return {
      saliencyMap: sums.map(maskCount),
      shape: [height, width],
      evaluations: maskCount,
      degenerate: deviation === 0 ? 'no mask changes the score' : null,
      score: null,
      details: {
        meanMaskedScore: mean,
        deviationOfMaskedScores: deviation,
        meanStandardError: sums.standardError(maskCount),
      },
    }
  },
})

/** Sums over the masks so far, and what follows from them after `count` masks. */
function weightedMasks(area: number, { normalisation, keepProbability }: Params) {
  const sum = new Float64Array(area)
  const coverage = new Float64Array(area)
  const squares = { sum: 0, sumOfSquares: 0 }
  const error = maskMeanError(area)
  return {
    add(score: number, mask: Float32Array): void {
      error.add(score, mask)
      squares.sum += score
      squares.sumOfSquares += score * score
      for (let pixel = 0; pixel < mask.length; pixel++) {
        sum[pixel]! += score * mask[pixel]!
        coverage[pixel]! += mask[pixel]!
      }
    },
    map(count: number): Float32Array {
      return Float32Array.from(sum, (value, pixel) => {
        const divisor = normalisation === 'coverage' ? coverage[pixel]! : count * keepProbability
        return divisor === 0 ? 0 : value / divisor
      })
    },
    standardError(count: number): number {
      return normalisation === 'coverage' ? error.ofRatio() : error.ofExpectation(count, keepProbability)
    },
    scores(count: number): { mean: number; deviation: number } {
      const mean = squares.sum / count
      return { mean, deviation: Math.sqrt(Math.max(0, squares.sumOfSquares / count - mean * mean)) }
    },
  }
}

/** One mask: grid of cells kept or not, interpolated between cell centres, shifted by whole pixels. */
function drawRiseMask(
  rng: Rng,
  out: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  { gridSize, keepProbability }: Params,
): void {
  const rows = axisOf(height, gridSize, rng)
  const columns = axisOf(width, gridSize, rng)
  const grid = Float32Array.from({ length: rows.cells * columns.cells }, () =>
    rng.uniform() < keepProbability ? 1 : 0,
  )
  for (let y = 0; y < height; y++) {
    const above = rows.low[y]! * columns.cells
    const below = rows.high[y]! * columns.cells
    const down = rows.fraction[y]!
    for (let x = 0; x < width; x++) {
      const left = columns.low[x]!
      const right = columns.high[x]!
      const across = columns.fraction[x]!
      const upper = grid[above + left]! + (grid[above + right]! - grid[above + left]!) * across
      const lower = grid[below + left]! + (grid[below + right]! - grid[below + left]!) * across
      out[y * width + x] = upper + (lower - upper) * down
    }
  }
}

interface Axis {
  readonly cells: number
  readonly low: Int32Array
  readonly high: Int32Array
  readonly fraction: Float32Array
}

/** `gridSize` cells stretched over (gridSize + 1) cell lengths, cropped to `length` at a random whole shift; an axis of length 1 has one cell. */
function axisOf(length: number, gridSize: number, rng: Rng): Axis {
  const cells = Math.min(gridSize, length)
  const cell = Math.ceil(length / cells)
  const stretched = (cells + 1) * cell
  const shift = rng.int(cell)
  const low = new Int32Array(length)
  const high = new Int32Array(length)
  const fraction = new Float32Array(length)
  for (let position = 0; position < length; position++) {
    const centre = Math.min(cells - 1, Math.max(0, ((position + shift + 0.5) * cells) / stretched - 0.5))
    low[position] = Math.floor(centre)
    high[position] = Math.min(cells - 1, low[position]! + 1)
    fraction[position] = centre - low[position]!
  }
  return { cells, low, high, fraction }
}
