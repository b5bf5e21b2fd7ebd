import { z } from 'zod'
import { propagateBack } from '../../graph/gradient.ts'
import { GraphBuilder } from '../../graph/graph-builder.ts'
import { BATCH, type Graph } from '../../graph/graph.ts'
import { tensor } from '../../graph/tensor.ts'
import { additivity } from '../additivity.ts'
import { channelsParam, reduceChannels } from '../channels.ts'
import { explainedScores, scoreDirection } from '../explained-score.ts'
import { defineMethod, type Attribution } from '../method.ts'
import type { ModelSession } from '../model-session.ts'
import { BOUNDS } from '../propagation/lrp-linear.ts'
import { lrpRules } from '../propagation/lrp-rules.ts'

const params = z.object({
  rule: z.enum(['epsilon', 'z-plus', 'gamma']).default('gamma').meta({
    title: 'Rule of convolutions',
    description:
      'epsilon: all in proportion, as input × gradient; z-plus: only what speaks for; gamma: favours what speaks for. Dense layers take epsilon.',
  }),
  inputRule: z.enum(['same', 'z-box', 'flat']).default('z-box').meta({
    title: 'Rule of the first layer',
    description:
      'same: as the others; z-box: knows the bounds of pixels; flat: spreads evenly, blind to the pixels.',
  }),
  epsilon: z.number().min(1e-9).max(1).default(1e-6).meta({
    title: 'Epsilon',
    description: 'Added to every sum that relevance is divided by; larger values swallow weak contributions.',
  }),
  gamma: z.number().gt(0).max(100).default(0.25).meta({
    title: 'Gamma',
    description: 'How much contributions of the sum’s own sign are favoured.',
  }),
  channels: channelsParam('sum'),
})

type Params = z.output<typeof params>

/**
 * Layer-wise relevance propagation: the class's logit is handed down layer by layer, each value getting the share that it
 * contributed (Bach et al. 2015, Eq. 58, 60); the default is the composite of rules by depth of Montavon et al. 2019,
 * Sec. 10.3: epsilon for dense layers, gamma for convolutions, z^B at the pixels. Batch normalisation is merged beforehand.
 *
 * Biases take their share, so that the values sum to the logit only where there are none; the sum is told.
 * The bounds of z^B are 0 and 1 (a signal's: its own extremes), widened where the sample exceeds them.
 */
export const lrp = defineMethod({
  id: 'lrp',
  title: 'LRP',
  summary:
    'Hands the class’s score down through the layers, each pixel getting the share that it contributed.',
  family: 'gradient',
  citation: {
    authors: 'Bach, Binder, Montavon, Klauschen, Müller, Samek',
    title:
      'On Pixel-Wise Explanations for Non-Linear Classifier Decisions by Layer-Wise Relevance Propagation',
    venue: 'PLOS ONE',
    year: 2015,
    url: 'https://doi.org/10.1371/journal.pone.0130140',
  },
  needs: ['gradients'],
  signed: true,
  outputs: ['logit'],
  defaultOutput: 'logit',
  params,
  async run({ session, sample, explained, params, onProgress }): Promise<Attribution> {
    const { model } = session
    const { rule, inputRule, epsilon, gamma } = params
    const { executable, graph } = await session.prepared(`lrp ${rule} ${inputRule} ${epsilon} ${gamma}`, () =>
      relevanceGraph(session, params),
    )
    const bounds = boundsOf(sample, model.kind)
    const values = await executable.run({
      [model.input]: tensor(session.batchShape(1), sample),
      direction: tensor([1, model.classCount], scoreDirection(explained, model.classCount)),
      ...Object.fromEntries(
        graph.inputs.flatMap(({ id }) => {
          const bound = id === BOUNDS.low ? bounds.low : id === BOUNDS.high ? bounds.high : undefined
          return bound === undefined ? [] : [[id, tensor([1, 1, 1, 1], [bound])]]
        }),
      ),
    })
    onProgress(1, 1)
    const [logits, probabilities] = [values[model.logits]!.data, values[model.probabilities]!.data]
    const score = explainedScores(logits, probabilities, model.classCount, explained)[0]!
    const relevance = values['relevance_of_input']!.data
    return {
      ...reduceChannels(relevance, model.inputShape, params.channels),
      evaluations: 1,
      degenerate: relevance.every((value) => value === 0) ? 'no relevance reaches the input' : null,
      score,
      details: { conservation: additivity(relevance, score) },
    }
  },
})

function relevanceGraph({ model }: ModelSession, { rule, inputRule, epsilon, gamma }: Params): Graph {
  const { graph } = model
  const builder = GraphBuilder.from(graph)
  const direction = builder.input('direction', [BATCH, model.classCount])
  const start = builder.add({ type: 'binary', fn: 'multiply' }, [direction, model.logits], 'relevance')
  const arrived = propagateBack(builder, graph, {
    of: model.logits,
    upstream: start,
    withRespectTo: [model.input],
    rules: lrpRules(graph, {
      convolution: rule,
      input: inputRule === 'same' ? null : inputRule,
      epsilon,
      gamma,
    }),
  })
  const shape = builder.shapeOf(model.input)
  const end = builder.add({ type: 'reshape', shape }, [arrived.get(model.input)!], 'relevance_of_input')
  return builder.build([model.logits, model.probabilities, end])
}

function boundsOf(sample: Float32Array, kind: 'tile' | 'signal'): { low: number; high: number } {
  let [low, high] = kind === 'tile' ? [0, 1] : [Infinity, -Infinity]
  for (const value of sample) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return { low, high }
}
