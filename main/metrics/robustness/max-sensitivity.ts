import { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import { defineMetric } from '../define-metric.ts'
import { explainAgain } from '../explain-again.ts'
import { mapProblem } from '../pixel-map.ts'

/** Yeh et al. 2019, Definition 4.1, as captum's `sensitivity_max`: uniform noise, largest relative change of the map. */
export const maxSensitivity = defineMetric({
  id: 'max-sensitivity',
  title: 'Max-sensitivity',
  summary: 'Adds noise that nobody would see and runs the method again: how far does the map move?',
  formula:
    "x' = x + U(-r, r) per value; change = ||map(x') - map(x)|| / ||map(x)|| (Euclidean), same class, parameters and seed; the largest and the mean over the draws",
  citation:
    'Yeh et al., On the (In)fidelity and Sensitivity of Explanations, NeurIPS 2019, https://arxiv.org/abs/1901.09392',
  needs: ['method'],
  figures: [
    { id: 'maxSensitivity', title: 'Max-sensitivity', better: 'lower' },
    { id: 'meanSensitivity', title: 'Mean sensitivity', better: 'lower' },
  ],
  params: z.object({
    draws: z
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .meta({ title: 'Draws', description: 'Perturbed inputs; the method runs once for each.' }),
    radius: z.number().gt(0).max(1).default(0.02).meta({
      title: 'Radius',
      description: 'Largest change of an input value, after preprocessing.',
    }),
  }),
  async measure(context) {
    const { sample, map, params, rng, signal } = context
    const norm = euclidean(map)
    if (!(norm > 0) || !Number.isFinite(norm)) {
      return {
        values: { maxSensitivity: null, meanSensitivity: null },
        degenerate: mapProblem(map),
        undefinedReason: norm === 0 ? 'the map is zero everywhere' : 'the map is not finite',
      }
    }
    let largest = 0
    let sum = 0
    for (let draw = 0; draw < params.draws; draw++) {
      signal.throwIfAborted()
      const input = sample.map((value) => value + params.radius * (2 * rng.uniform() - 1))
      const moved = await explainAgain(context, { input })
      const change = distance(moved, map) / norm
      largest = Math.max(largest, change)
      sum += change
    }
    const finite = Number.isFinite(sum)
    return {
      values: {
        maxSensitivity: finite ? largest : null,
        meanSensitivity: finite ? sum / params.draws : null,
      },
      degenerate: mapProblem(map),
      undefinedReason: finite ? null : 'a map of a perturbed input is not finite',
    }
  },
})

function euclidean(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}

function distance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) {
    throw new WorkbenchError('shape_mismatch', `shape mismatch: maps of ${a.length} and ${b.length} values`)
  }
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index]! - b[index]!) ** 2
  return Math.sqrt(sum)
}
