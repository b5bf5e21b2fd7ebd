import { z } from 'zod'
import { GraphBuilder } from '../../graph/graph-builder.ts'
import { BATCH, type Graph } from '../../graph/graph.ts'
import { appendGraph, cutAt, frontier, shapeOfValue, withOutputs } from '../../graph/subgraph.ts'
import { tensor, type Tensor } from '../../graph/tensor.ts'
import { camAttribution, camLayer, camParams, weightedMaps } from '../cam.ts'
import { explainedScores } from '../explained-score.ts'
import { layerMaps, type LayerMaps } from '../layer-values.ts'
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
  needs: ['featureMaps'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params,
  async run(context: Context): Promise<Attribution> {
    const { session, sample, explained, params } = context
    const layer = session.spatialLayer(camLayer(session, params.layer))
    const values = await layerMaps(session, sample, layer.name, explained)
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
  context: Context,
  layerOutput: string,
  { shape, featureMaps }: LayerMaps,
): Promise<Float64Array> {
  const { session, explained, signal, onProgress } = context
  const { model } = session
  const count = shape[2]
  const shortcuts = await shortcutValues(context, layerOutput)
  onProgress(1, count + 1)
  const prepared = await session.prepared(`ablation ${layerOutput}`, () =>
    ablationGraph(session, layerOutput, Object.keys(shortcuts)),
  )
  const keep = tensor([count, 1, 1, count], new Float32Array(count * count).fill(1))
  for (let k = 0; k < count; k++) keep.data[k * count + k] = 0
  const values = await session.runChunks(
    prepared,
    { ...prefixed(shortcuts), keep, [`fixed/${layerOutput}`]: tensor([1, ...shape], featureMaps) },
    signal,
    (done) => onProgress(done + 1, count + 1),
  )
  const [logits, probabilities] = [values[model.logits]!.data, values[model.probabilities]!.data]
  return explainedScores(logits, probabilities, model.classCount, explained)
}

/** Values that the rest of the model takes in beside the layer, for ways around it: the same for every ablation. */
async function shortcutValues(
  { session, sample }: Context,
  layerOutput: string,
): Promise<Record<string, Tensor>> {
  const { model } = session
  const ids = frontier(model.graph, layerOutput, [model.logits, model.probabilities])
  const computed = ids.filter((id) => id !== model.input)
  const given = tensor(session.batchShape(1), sample)
  const known = ids.length === computed.length ? {} : { [model.input]: given }
  if (computed.length === 0) return known
  const { executable } = await session.prepared(`shortcuts ${layerOutput}`, () =>
    withOutputs(model.graph, computed),
  )
  return { ...known, ...(await executable.run({ [model.input]: given })) }
}

const prefixed = (values: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [`fixed/${id}`, value]))

/** The layer's maps [1, h, w, K] (not batched) times keep [BATCH, 1, 1, K], through the rest of the model. */
function ablationGraph({ model }: ModelSession, layerOutput: string, shortcuts: readonly string[]): Graph {
  const builder = new GraphBuilder()
  const fixed = (id: string) => builder.input(`fixed/${id}`, [1, ...shapeOfValue(model.graph, id).slice(1)])
  const maps = fixed(layerOutput)
  const keep = builder.input('keep', [BATCH, 1, 1, builder.shapeOf(maps)[3]!])
  const bindings: Record<string, string> = {
    [layerOutput]: builder.add({ type: 'binary', fn: 'multiply' }, [keep, maps]),
  }
  if (shortcuts.length > 0) {
    // One row per ablation of what does not change: ops like concat want batches of one length.
    const rows = builder.add({ type: 'reduce', fn: 'max', axes: [1, 2, 3], keepDims: false }, [keep])
    for (const id of shortcuts) {
      const rank = shapeOfValue(model.graph, id).length
      const column = builder.add(
        { type: 'reshape', shape: [BATCH, ...new Array<number>(rank - 1).fill(1)] },
        [rows],
      )
      const ones = builder.add({ type: 'binary', fn: 'greaterEqual' }, [column, builder.scalar(0)])
      bindings[id] = builder.add({ type: 'binary', fn: 'multiply' }, [ones, fixed(id)])
    }
  }
  const outputs = [model.logits, model.probabilities]
  const values = appendGraph(
    builder,
    cutAt(model.graph, [layerOutput, ...shortcuts], outputs),
    bindings,
    'rest/',
  )
  return builder.build(outputs.map((id) => values.get(id)!))
}
