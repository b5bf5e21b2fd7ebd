import type { OutputKind } from '#contract/attributions.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import type { Graph } from '../graph/graph.ts'
import { gradientGraph, gradientId } from '../graph/gradient.ts'
import { sameShape } from '../graph/infer-shape.ts'
import { sizeOf, tensor } from '../graph/tensor.ts'
import { explainedScores, scoreDirection } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'
import { outputGraph } from './output-graph.ts'
import { explainedKey, SampleWork } from './sample-work.ts'

/** A layer's feature maps for one sample, with how the explained score depends on each. */
export interface LayerGradients {
  readonly layerName: string
  /** [h, w, K] */
  readonly shape: readonly number[]
  /** [K, h, w]: a map is in one piece. */
  readonly featureMaps: Float32Array
  /** Mean over positions of d score / d A_k, [K]. */
  readonly meanGradients: Float32Array
}

/**
 * Feature maps of layers and the mean gradient of the explained score with respect to each map: one forward and one
 * backward pass for all layers together; the means are taken in the graph, so that no gradient crosses the border.
 */
export function layerGradients(
  session: ModelSession,
  sample: Float32Array,
  layerNames: readonly string[],
  explained: Explained,
): Promise<ScoredLayers> {
  const key = `${layerNames.join(' ')} ${explainedKey(explained)}`
  return work.once({ session, sample, key }, () =>
    computeLayerGradients(session, sample, layerNames, explained),
  )
}

interface ScoredLayers {
  readonly layers: readonly LayerGradients[]
  /** Explained score of the sample. */
  readonly score: number
}

const work = new SampleWork<ScoredLayers>()

async function computeLayerGradients(
  session: ModelSession,
  sample: Float32Array,
  layerNames: readonly string[],
  explained: Explained,
): Promise<ScoredLayers> {
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
      featureMaps: values[mapsId(layer.output)]!.data,
      meanGradients: values[`mean/${layer.output}`]!.data,
    })),
  }
}

function mapsId(output: string): string {
  return `maps/${output}`
}

function meanGradientGraph(session: ModelSession, outputs: readonly string[], output: OutputKind): Graph {
  const { model } = session
  const { graph, value } = outputGraph(model, output)
  const layers = [...new Set(outputs)]
  const gradients = gradientGraph(graph, {
    of: value,
    upstream: 'direction',
    withRespectTo: layers,
    keep: [...new Set([model.logits, model.probabilities, ...layers])],
  })
  const builder = GraphBuilder.from(gradients)
  const maps = layers.map((id) =>
    builder.add({ type: 'transpose', permutation: [0, 3, 1, 2] }, [id], mapsId(id)),
  )
  for (const id of layers) addMeanOverPositions(builder, gradientId(id), `mean/${id}`)
  return builder.build([
    ...new Set([model.logits, model.probabilities]),
    ...maps,
    ...layers.map((id) => `mean/${id}`),
  ])
}

/**
 * The mean of a gradient over its positions. What arrives from a pooling is shared out without loss: the sum is then taken
 * in front of the pooling, whose own gradient nobody needs.
 */
function addMeanOverPositions(builder: GraphBuilder, gradient: string, id: string): void {
  const [, height, width] = builder.shapeOf(gradient)
  const arrived = arrivedFromPooling(builder, gradient)
  const mean = builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [arrived])
  const [, fromHeight, fromWidth] = builder.shapeOf(arrived)
  const share = (fromHeight! * fromWidth!) / (height! * width!)
  builder.add({ type: 'binary', fn: 'multiply' }, [mean, builder.scalar(share)], id)
}

function arrivedFromPooling(builder: GraphBuilder, gradient: string): string {
  const node = builder.nodeOf(gradient)
  if (node?.op.type === 'reshape' && sameShape(node.shape, builder.shapeOf(node.inputs[0]!)))
    return arrivedFromPooling(builder, node.inputs[0]!)
  if (node?.op.type === 'maxPoolGradient') return node.inputs[2]!
  return node?.op.type === 'avgPoolGradient' ? node.inputs[0]! : gradient
}

/** Feature map k, [h, w]: a view. */
export function featureMap({ shape, featureMaps }: LayerGradients, index: number): Float32Array {
  const size = sizeOf(shape.slice(0, -1))
  return featureMaps.subarray(index * size, (index + 1) * size)
}
