import { z } from 'zod'
import { createRng } from '../../kernels/rng.ts'
import { defineMetric, type MetricContext, type SampleFigures } from '../define-metric.ts'
import { explainAgain } from '../explain-again.ts'
import { mapProblem } from '../pixel-map.ts'
import { compareMaps, type MapLikeness } from '../similarity/compare-maps.ts'
import { randomiseWeights, weightedLayers, type WeightedLayer } from './randomise-weights.ts'

const params = z.object({
  mode: z.enum(['cascading', 'independent']).default('cascading').meta({
    title: 'Mode',
    description:
      'cascading: from the output down, one layer more at each step; independent: each layer alone.',
  }),
  maxSteps: z.int().min(1).max(500).default(16).meta({
    title: 'Steps',
    description:
      'At most so many layers, evenly spaced from the last to the first; the method runs once for each.',
  }),
  seed: z.int().min(0).max(0xffffffff).default(42).meta({
    title: 'Seed',
    description: 'Of the shuffles; every sample sees the same randomised models.',
  }),
})

type Context = MetricContext<z.output<typeof params>>

/** Sanity checks for saliency maps (Adebayo et al. 2018, section 3.1), weights shuffled instead of drawn anew. */
export const modelRandomisation = defineMetric({
  id: 'model-randomisation',
  title: 'Model randomisation',
  summary:
    'Shuffles the weights layer by layer and explains again. A map that stays as it was does not depend on what the model has learnt.',
  formula:
    'each weight tensor of a layer shuffled over all its values; likeness of the map to the one of the shuffled model, same class, parameters and seed: Spearman of |map| and of map, SSIM (uniform 7 x 7 window) of maps over their largest magnitude; figures are means over the steps, "last" is the last step (cascading: every layer shuffled)',
  citation: 'Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018, https://arxiv.org/abs/1810.03292',
  needs: ['method'],
  figures: [
    { id: 'randomisedAbsoluteSpearman', title: 'Spearman of magnitudes', better: 'lower' },
    { id: 'randomisedSpearman', title: 'Spearman', better: 'lower' },
    { id: 'randomisedSsim', title: 'SSIM', better: 'lower' },
    { id: 'lastAbsoluteSpearman', title: 'Spearman of magnitudes, last step', better: 'lower' },
  ],
  params,
  async measure(context) {
    const [figures] = await measureAll([context], () => {})
    return figures!
  },
  measureAll,
})

/** Layer by layer outside, sample by sample inside: one randomised model is in memory at a time. */
async function measureAll(
  contexts: readonly Context[],
  onDone: (done: number) => void,
): Promise<SampleFigures[]> {
  const [first] = contexts
  if (first === undefined) return []
  const { model, params, signal } = first
  const steps = chosenSteps(weightedLayers(model), params.maxSteps)
  const likeness: MapLikeness[][] = contexts.map(() => [])
  let done = 0
  for (const { shuffled } of stepLayers(steps, params.mode)) {
    const session = first.openSession(randomiseWeights(model, shuffled, createRng(params.seed)))
    try {
      for (const [row, context] of contexts.entries()) {
        signal.throwIfAborted()
        const map = await explainAgain(context, { session })
        likeness[row]!.push(compareMaps(context.map, map, context.sampleShape))
        onDone(++done / steps.length)
      }
    } finally {
      await session.dispose()
    }
  }
  const names = steps.map((group) => group.at(-1)!.name)
  return contexts.map((context, row) => figuresOf(context, names, likeness[row]!))
}

/**
 * Layers from the last to the first, in at most `maxSteps` groups that end with an evenly spaced layer each: what a cascade
 * passes over in between is shuffled along.
 */
function chosenSteps(layers: readonly WeightedLayer[], maxSteps: number): WeightedLayer[][] {
  const downwards = layers.toReversed()
  const count = Math.min(maxSteps, downwards.length)
  const groups: WeightedLayer[][] = []
  let start = 0
  for (let step = 0; step < count; step++) {
    const end = count === 1 ? downwards.length - 1 : Math.round((step * (downwards.length - 1)) / (count - 1))
    groups.push(downwards.slice(start, end + 1))
    start = end + 1
  }
  return groups
}

function stepLayers(
  steps: readonly (readonly WeightedLayer[])[],
  mode: 'cascading' | 'independent',
): { shuffled: readonly WeightedLayer[] }[] {
  return steps.map((group, step) => ({
    shuffled: mode === 'independent' ? group.slice(-1) : steps.slice(0, step + 1).flat(),
  }))
}

function figuresOf(
  context: Context,
  names: readonly string[],
  likeness: readonly MapLikeness[],
): SampleFigures {
  const absolute = likeness.map(({ absoluteSpearman }) => absoluteSpearman)
  const signed = likeness.map(({ spearman }) => spearman)
  const structure = likeness.map(({ ssim }) => ssim)
  const reason = likeness.find(({ undefinedReason }) => undefinedReason !== null)?.undefinedReason
  return {
    values: {
      randomisedAbsoluteSpearman: meanOfDefined(absolute),
      randomisedSpearman: meanOfDefined(signed),
      randomisedSsim: meanOfDefined(structure),
      lastAbsoluteSpearman: absolute.at(-1) ?? null,
    },
    degenerate: mapProblem(context.map),
    undefinedReason: reason ?? (likeness.length === 0 ? 'the model has no weights' : null),
    curves: {
      xTitle: context.params.mode === 'cascading' ? 'shuffled down to' : 'shuffled layer',
      x: names,
      y: { absoluteSpearman: absolute, spearman: signed, ssim: structure },
    },
  }
}

function meanOfDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null)
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length
}
