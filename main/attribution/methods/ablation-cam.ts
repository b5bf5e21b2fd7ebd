import { z } from 'zod'
import { GraphBuilder } from '../../graph/graph-builder.ts'
import { BATCH, type Graph } from '../../graph/graph.ts'
import { appendGraph, cutAt } from '../../graph/subgraph.ts'
import { tensor } from '../../graph/tensor.ts'
import { camAttribution, camLayer, camParams, weightedMaps } from '../cam.ts'
import { explainedScores } from '../explained-score.ts'
import { layerValues, type LayerValues } from '../layer-values.ts'
import { defineMethod, type Attribution, type MethodContext } from '../method.ts'
import type { ModelSession } from '../model-session.ts'

const params = camParams.extend({
  weights: z.enum(['difference', 'relative']).default('difference').meta({
    title: 'Weights',
    description:
      'difference: y - y_k; relative: (y - y_k) / y, the paper, which explodes near y = 0 and turns its sign below.',
  }),
})

type Context = MethodContext<z.output<typeof params>>

/**
 * Ablation-CAM: a map weighs as much as the score falls when it is set to zero (Eq. 4). Only the part of the model behind
 * the layer runs, once per map. Deviation: the division by y is a choice, since it is one factor of the whole map.
 */
export const ablationCam = defineMethod({
  id: 'ablation-cam',
  title: 'Ablation-CAM',
  summary: 'Grad-CAM without gradients: each feature map is weighted by what switching it off costs.',
  family: 'cam',
  citation: {
    authors: 'Desai, Ramaswamy',
    title: 'Ablation-CAM: Visual Explanations for Deep Convolutional Network via Gradient-free Localization',
    venue: 'WACV',
    year: 2020,
    url: 'https://doi.org/10.1109/WACV45572.2020.9093360',
  },
  needs: ['featureMaps', 'gradients'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params,
  async run(context: Context): Promise<Attribution> {
    const { session, sample, explained, params } = context
    const layer = session.spatialLayer(camLayer(session, params.layer))
    const values = await layerValues(session, sample, layer.name, explained)
    const scores = await ablatedScores(context, layer.output, values)
    const divisor = params.weights === 'relative' ? values.score : 1
    const weights = scores.map((score) => (divisor === 0 ? 0 : (values.score - score) / divisor))
    return camAttribution(context, values, weightedMaps(values, weights), {
      evaluations: scores.length + 1,
      details: { ablatedScores: [...scores] },
    })
  },
})

/** Explained score with map k set to zero, for every k. */
async function ablatedScores(
  { session, sample, explained, signal, onProgress }: Context,
  layerOutput: string,
  { shape, featureMaps }: LayerValues,
): Promise<Float64Array> {
  const { model } = session
  const count = shape[2]
  const prepared = await session.prepared(`ablation ${layerOutput}`, () =>
    ablationGraph(session, layerOutput, shape),
  )
  const keep = tensor([count, 1, 1, count], new Float32Array(count * count).fill(1))
  for (let k = 0; k < count; k++) keep.data[k * count + k] = 0
  const shortcut = prepared.graph.inputs.some(({ id }) => id === 'sample')
  const values = await session.runChunks(
    prepared,
    {
      keep,
      feature_maps: tensor([1, ...shape], featureMaps),
      ...(shortcut ? { sample: tensor([1, ...model.inputShape], sample) } : {}),
    },
    signal,
    (done) => onProgress(done, count + 1),
  )
  const [logits, probabilities] = [values[model.logits]!.data, values[model.probabilities]!.data]
  return explainedScores(logits, probabilities, model.classCount, explained)
}

/** feature_maps [1, h, w, K] (not batched) times keep [BATCH, 1, 1, K], through the rest of the model. */
function ablationGraph({ model }: ModelSession, layerOutput: string, shape: readonly number[]): Graph {
  const builder = new GraphBuilder()
  const maps = builder.input('feature_maps', [1, ...shape])
  const keep = builder.input('keep', [BATCH, 1, 1, shape[2]!])
  const ablated = builder.add({ type: 'binary', fn: 'multiply' }, [keep, maps])
  const rest = cutAt(model.graph, [layerOutput], [model.logits, model.probabilities])
  // A shortcut around the layer needs the sample as well; it is the same for every ablation.
  const shortcut = rest.inputs.some(({ id }) => id === model.input)
  const sample = shortcut ? { [model.input]: builder.input('sample', [1, ...model.inputShape]) } : {}
  const values = appendGraph(builder, rest, { ...sample, [layerOutput]: ablated }, 'rest/')
  return builder.build([model.logits, model.probabilities].map((id) => values.get(id)!))
}
