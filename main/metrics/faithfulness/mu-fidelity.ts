import { z } from 'zod'
import { spearman } from '../../kernels/correlation.ts'
import { defineMetric } from '../define-metric.ts'
import { mapProblem } from '../pixel-map.ts'
import { outputParam, scoredOutput, substrateParam } from '../scored-params.ts'
import { noCorrelation, removalEffects } from './removal-effects.ts'

/** Bhatt et al. 2020's correlation on the cells of a grid and by ranks: Fel et al. 2021, section 4.2; defaults of Xplique. */
export const muFidelity = defineMetric({
  id: 'mu-fidelity',
  title: 'MuFidelity',
  summary: 'Removes random cells of a coarse grid and ranks: sets that the map gives more should cost more.',
  formula:
    'over random sets S of grid cells (each off with probability q): Spearman correlation of sum of the map over S and f(x) - f(x with S filled); undefined, not 0, where either is constant',
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
    offProbability: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .meta({ title: 'Share off', description: 'Probability that a cell is removed.' }),
    fill: substrateParam('black'),
    output: outputParam,
  }),
  async measure(context) {
    const { params, rng, explained, sampleShape } = context
    const { draws, gridSize, offProbability } = params
    const [height, width] = sampleShape
    const rows = Math.min(gridSize, height)
    const columns = Math.min(gridSize, width)
    const off = new Uint8Array(rows * columns)
    const effects = await removalEffects(context, {
      count: draws,
      fill: params.fill,
      scored: scoredOutput(explained, params.output),
      mark: (_, removed) => {
        for (let cell = 0; cell < off.length; cell++) off[cell] = rng.uniform() < offProbability ? 1 : 0
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
