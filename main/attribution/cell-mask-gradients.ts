import type { OutputKind } from '#contract/attributions.ts'
import type { CancelSignal } from '../graph/backend.ts'
import { gradientGraph, gradientId } from '../graph/gradient.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import { BATCH, type Graph } from '../graph/graph.ts'
import { appendGraph } from '../graph/subgraph.ts'
import { tensor, type Tensor } from '../graph/tensor.ts'
import { explainedScores, scoreDirection } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'
import { outputGraph } from './output-graph.ts'

interface CellMaskRequest {
  readonly session: ModelSession
  /** [H, W, C] */
  readonly sample: Float32Array
  /** What shows where a mask is 0, [H, W, C]. */
  readonly reference: Float32Array
  /** Coarse masks in [0, 1], [n, h, w, 1]. */
  readonly cells: Tensor
  readonly explained: Explained
  readonly signal: CancelSignal
}

/**
 * Explained score of reference + U (sample - reference), with U the mask upsampled bilinearly, and its gradient with respect
 * to every cell of the mask.
 * @returns  scores [n]; gradients [n, h, w]
 */
export async function cellMaskGradients(
  request: CellMaskRequest,
): Promise<{ scores: Float64Array; gradients: Float32Array }> {
  const { session, sample, reference, cells, explained, signal } = request
  const { model } = session
  const [count = 0, rows = 0, columns = 0] = cells.shape
  const prepared = await session.prepared(`cell-masks ${rows}x${columns} ${explained.output}`, () =>
    maskGradientGraph(session, [rows, columns], explained.output),
  )
  const row = scoreDirection(explained, model.classCount)
  const direction = tensor([count, model.classCount])
  for (let index = 0; index < count; index++) direction.data.set(row, index * model.classCount)
  const values = await session.runChunks(
    prepared,
    {
      cells,
      direction,
      sample: tensor([1, ...model.inputShape], sample),
      reference: tensor([1, ...model.inputShape], reference),
    },
    signal,
  )
  const [logits, probabilities] = ['logits', 'probabilities'].map((id) => values[`out/${id}`]!.data)
  return {
    scores: explainedScores(logits!, probabilities!, model.classCount, explained),
    gradients: values[gradientId('cells')]!.data,
  }
}

function maskGradientGraph(
  { model }: ModelSession,
  [rows, columns]: readonly [number, number],
  output: OutputKind,
): Graph {
  const [height, width] = model.inputShape
  const builder = new GraphBuilder()
  const sample = builder.input('sample', [1, ...model.inputShape])
  const reference = builder.input('reference', [1, ...model.inputShape])
  const cells = builder.input('cells', [BATCH, rows, columns, 1])
  const mask =
    rows === height && columns === width
      ? cells
      : builder.add({ type: 'resizeBilinear', height, width }, [cells])
  const difference = builder.add({ type: 'binary', fn: 'subtract' }, [sample, reference])
  const shown = builder.add({ type: 'binary', fn: 'multiply' }, [mask, difference])
  const blended = builder.add({ type: 'binary', fn: 'add' }, [shown, reference])
  const explained = outputGraph(model, output)
  const values = appendGraph(builder, explained.graph, { [model.input]: blended }, 'model/')
  const outputs = (['logits', 'probabilities'] as const).map((name) => {
    const id = values.get(model[name])!
    return builder.add({ type: 'reshape', shape: builder.shapeOf(id) }, [id], `out/${name}`)
  })
  return gradientGraph(builder.build([...outputs, values.get(explained.value)!]), {
    of: values.get(explained.value)!,
    upstream: 'direction',
    withRespectTo: [cells],
    keep: outputs,
  })
}
