import { z } from 'zod'
import { spearman } from '../../kernels/correlation.ts'
import type { Rng } from '../../kernels/rng.ts'
import { defineMetric } from '../define-metric.ts'
import { mapProblem } from '../pixel-map.ts'
import { outputParam, scoredOutput, substrateParam } from '../scored-params.ts'
import { noCorrelation, randomSubsets, removalEffects } from './removal-effects.ts'

/**
 * Fel et al. 2021, section 4.2: the correlation of Bhatt et al. 2020 over sets of one size, on the cells of a grid and by ranks;
 * grid, share and draws of Xplique. Its code lets each cell go by itself (`independent`): then the number of cells that go moves
 * both sides, and a map of random positive values scores nearly 1.
 */
export const muFidelity = defineMetric({
  id: 'mu-fidelity',
  title: 'MuFidelity',
  summary: 'Removes random cells of a coarse grid and ranks: sets that the map gives more should cost more.',
  formula:
    'over random sets S of grid cells (round(q cells) of them, or each with probability q): Spearman correlation of sum of the map over S and f(x) - f(x with S filled); undefined, not 0, where either is constant',
  citation: 'Fel et al., Look at the Variance!, NeurIPS 2021, https://arxiv.org/abs/2111.04138',
  needs: [],
  figures: [{ id: 'muFidelity', title: 'MuFidelity', better: 'higher' }],
  params: z.object({
    draws: z
      .int()
      .min(3)
      .max(10_000)
      .default(200)
      .meta({ title: 'Sets', description: 'Random sets of cells that are removed.' }),
    gridSize: z
      .int()
      .min(2)
      .max(64)
      .default(9)
      .meta({ title: 'Grid', description: 'Cells along each side; a signal has one row.' }),
    offShare: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .meta({ title: 'Share off', description: 'Share q of the cells that is removed.' }),
    sets: z.enum(['one-size', 'independent']).default('one-size').meta({
      title: 'Sets',
      description:
        'one-size: every set has as many cells (the paper); independent: each cell goes with probability q (Xplique), which rewards any positive map.',
    }),
    fill: substrateParam('black'),
    output: outputParam,
  }),
  async measure(context) {
    const { params, rng, explained, sampleShape } = context
    const { draws, gridSize } = params
    const [height, width] = sampleShape
    const rows = Math.min(gridSize, height)
    const columns = Math.min(gridSize, width)
    const off = new Uint8Array(rows * columns)
    const drawCells = cellDrawer(off, params, rng)
    const effects = await removalEffects(context, {
      count: draws,
      fill: params.fill,
      scored: scoredOutput(explained, params.output),
      mark: (_, removed) => {
        drawCells()
        for (let pixel = 0; pixel < removed.length; pixel++) {
          const row = Math.floor((Math.floor(pixel / width) * rows) / height)
          removed[pixel] = off[row * columns + Math.floor(((pixel % width) * columns) / width)]!
        }
      },
    })
    const correlation = spearman(effects.sums, effects.drops)
    return {
      values: { muFidelity: correlation },
      degenerate: mapProblem(context.map),
      undefinedReason: correlation === null ? noCorrelation(effects) : null,
    }
  },
})

function cellDrawer(
  off: Uint8Array,
  { sets, offShare }: { sets: 'one-size' | 'independent'; offShare: number },
  rng: Rng,
): () => void {
  if (sets === 'independent') {
    return () => {
      for (let cell = 0; cell < off.length; cell++) off[cell] = rng.uniform() < offShare ? 1 : 0
    }
  }
  const markSubset = randomSubsets(off.length, rng)
  const size = Math.max(1, Math.min(off.length - 1, Math.round(offShare * off.length)))
  return () => {
    off.fill(0)
    markSubset(size, off)
  }
}
