import type { OutputKind } from '#contract/attributions.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import { gradientGraph, gradientId } from '../graph/gradient.ts'
import { sizeOf, tensor } from '../graph/tensor.ts'
import { explainedScores, scoreDirection } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'
import { outputGraph } from './output-graph.ts'

/** A layer's feature maps for one sample, with how the explained score depends on each. */
export interface LayerGradients {
  readonly layerName: string
  /** [h, w, K] */
  readonly shape: readonly number[]
  readonly featureMaps: Float32Array
  /** Mean over positions of d score / d A_k, [K]. */
  readonly meanGradients: Float32Array
}

/**
 * Feature maps of layers and the mean gradient of the explained score with respect to each map: one forward and one
 * backward pass for all layers together; the means are taken in the graph, so that no gradient crosses the border.
 */
export async function layerGradients(
  session: ModelSession,
  sample: Float32Array,
  layerNames: readonly string[],
  explained: Explained,
): Promise<{ layers: readonly LayerGradients[]; score: number }> {
  const { model } = session
  const layers = layerNames.map((name) => session.layer(name))
  const outputs = layers.map((layer) => layer.output)
  const key = `layer-gradients ${explained.output} ${outputs.join(' ')}`
  const { executable } = await session.prepared(key, () =>
    meanGradientGraph(session, outputs, explained.output),
  )
  const values = await executable.run({
    [model.input]: tensor(session.batchShape(1), sample),
    direction: tensor([1, model.classCount], scoreDirection(explained, model.classCount)),
  })
  const [score] = explainedScores(
    values[model.logits]!.data,
    values[model.probabilities]!.data,
    model.classCount,
    explained,
  )
  return {
    score: score!,
    layers: layers.map((layer) => ({
      layerName: layer.name,
      shape: layer.shape,
      featureMaps: values[layer.output]!.data,
      meanGradients: values[`mean/${layer.output}`]!.data,
    })),
  }
}

function meanGradientGraph(session: ModelSession, outputs: readonly string[], output: OutputKind) {
  const { model } = session
  const { graph, value } = outputGraph(model, output)
  const kept = [...new Set([model.logits, model.probabilities, ...outputs])]
  const gradients = gradientGraph(graph, {
    of: value,
    upstream: 'direction',
    withRespectTo: [...new Set(outputs)],
    keep: kept,
  })
  const builder = GraphBuilder.from(gradients)
  const means = [...new Set(outputs)].map((id) =>
    builder.add(
      { type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false },
      [gradientId(id)],
      `mean/${id}`,
    ),
  )
  return builder.build([...kept, ...means])
}

/** Feature map k of [h, w, K] as a contiguous [h, w]. */
export function featureMap(
  { shape, featureMaps }: Pick<LayerGradients, 'shape' | 'featureMaps'>,
  index: number,
): Float32Array {
  const count = shape[shape.length - 1]!
  const map = new Float32Array(sizeOf(shape.slice(0, -1)))
  for (let position = 0; position < map.length; position++)
    map[position] = featureMaps[position * count + index]!
  return map
}
