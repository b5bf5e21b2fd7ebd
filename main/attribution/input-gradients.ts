import type { CancelSignal } from '../graph/backend.ts'
import { gradientGraph, gradientId } from '../graph/gradient.ts'
import type { Graph } from '../graph/graph.ts'
import { tensor, type Tensor } from '../graph/tensor.ts'
import { explainedScores, scoreDirection } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'
import { outputGraph } from './output-graph.ts'

/**
 * Gradient of the explained score with respect to the input, for a batch of inputs.
 * @param samples  [n, H, W, C]
 * @returns        gradients [n, H, W, C] and the score of every sample [n]
 */
export async function inputGradients(
  session: ModelSession,
  samples: Tensor,
  explained: Explained,
  signal?: CancelSignal,
  onChunk?: (done: number, total: number) => void,
): Promise<{ gradients: Float32Array; scores: Float64Array }> {
  const { model } = session
  const build = (): Graph => {
    const { graph, value } = outputGraph(model, explained.output)
    return gradientGraph(graph, {
      of: value,
      upstream: 'direction',
      withRespectTo: [model.input],
      keep: [model.logits, model.probabilities],
    })
  }
  const prepared = await session.prepared(`input-gradients ${explained.output}`, build)
  const count = samples.shape[0]!
  const direction = tensor([count, model.classCount])
  const row = scoreDirection(explained, model.classCount)
  for (let index = 0; index < count; index++) direction.data.set(row, index * model.classCount)
  const values = await session.runChunks(prepared, { [model.input]: samples, direction }, signal, onChunk)
  return {
    gradients: values[gradientId(model.input)]!.data,
    scores: explainedScores(
      values[model.logits]!.data,
      values[model.probabilities]!.data,
      model.classCount,
      explained,
    ),
  }
}
