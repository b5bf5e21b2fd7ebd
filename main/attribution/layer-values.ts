import { gradientGraph, gradientId } from '../graph/gradient.ts'
import { withOutputs } from '../graph/subgraph.ts'
import { tensor, type Tensor } from '../graph/tensor.ts'
import { explainedScores, scoreDirection } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'
import { outputGraph } from './output-graph.ts'
import { explainedKey, SampleWork } from './sample-work.ts'

/** One layer's feature maps A for one sample. */
export interface LayerMaps {
  /** [h, w, K] */
  readonly shape: readonly [number, number, number]
  readonly featureMaps: Float32Array
  /** Explained score of the sample. */
  readonly score: number
}

/** Feature maps A and the gradient of the explained score with respect to every value of them. */
export interface LayerValues extends LayerMaps {
  readonly gradients: Float32Array
}

/** One forward pass: what methods without gradients need. The layer must have positions ([h, w, K]). */
export async function layerMaps(
  session: ModelSession,
  sample: Float32Array,
  layerName: string,
  explained: Explained,
): Promise<LayerMaps> {
  const { model } = session
  const layer = session.spatialLayer(layerName)
  const { executable } = await session.prepared(`layer-maps ${layer.output}`, () =>
    withOutputs(model.graph, [...new Set([model.logits, model.probabilities, layer.output])]),
  )
  const values = await executable.run({ [model.input]: tensor(session.batchShape(1), sample) })
  return {
    shape: layer.shape,
    featureMaps: values[layer.output]!.data,
    score: scoreIn(session, values, explained),
  }
}

/** One forward and one backward pass down to a layer. The layer must have positions ([h, w, K]). */
export function layerValues(
  session: ModelSession,
  sample: Float32Array,
  layerName: string,
  explained: Explained,
): Promise<LayerValues> {
  const key = `${layerName} ${explainedKey(explained)}`
  return work.once({ session, sample, key }, () => computeLayerValues(session, sample, layerName, explained))
}

const work = new SampleWork<LayerValues>()

async function computeLayerValues(
  session: ModelSession,
  sample: Float32Array,
  layerName: string,
  explained: Explained,
): Promise<LayerValues> {
  const { model } = session
  const layer = session.spatialLayer(layerName)
  const { executable } = await session.prepared(`layer-values ${explained.output} ${layer.output}`, () => {
    const { graph, value } = outputGraph(model, explained.output)
    return gradientGraph(graph, {
      of: value,
      upstream: 'direction',
      withRespectTo: [layer.output],
      keep: [model.logits, model.probabilities, layer.output],
    })
  })
  const values = await executable.run({
    [model.input]: tensor(session.batchShape(1), sample),
    direction: tensor([1, model.classCount], scoreDirection(explained, model.classCount)),
  })
  return {
    shape: layer.shape,
    featureMaps: values[layer.output]!.data,
    gradients: values[gradientId(layer.output)]!.data,
    score: scoreIn(session, values, explained),
  }
}

/** The maps one after the other, [K, h, w]. */
export function separateMaps({ shape: [height, width, count], featureMaps }: LayerMaps): Float32Array {
  const area = height * width
  const maps = new Float32Array(featureMaps.length)
  let index = 0
  for (let position = 0; position < area; position++)
    for (let k = 0; k < count; k++) maps[k * area + position] = featureMaps[index++]!
  return maps
}

function scoreIn(
  { model }: ModelSession,
  values: Readonly<Record<string, Tensor>>,
  explained: Explained,
): number {
  const [logits, probabilities] = [values[model.logits]!.data, values[model.probabilities]!.data]
  return explainedScores(logits, probabilities, model.classCount, explained)[0]!
}
