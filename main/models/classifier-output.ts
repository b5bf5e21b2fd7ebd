import { WorkbenchError } from '#contract/errors.ts'
import type { GraphBuilder } from '../graph/graph-builder.ts'
import { BATCH } from '../graph/graph.ts'
import { sizeOf } from '../graph/tensor.ts'
import type { LayerValue } from './keras-layers/layer.ts'

export interface ClassifierOutput {
  readonly logits: string
  readonly probabilities: string
  readonly notes: readonly string[]
}

/**
 * Logits and probabilities, [BATCH, K] both, of what a model puts out: the values before and after its last softmax,
 * wherever that stands; of one sigmoid unit z the logits [0, z] of two classes; of anything else the softmax is added.
 *
 * @param layer  name of the last layer, for messages
 * @throws       WorkbenchError `model_load_failed` where the output is not that of a classifier of one label
 */
export function classifierOutput(builder: GraphBuilder, output: LayerValue, layer: string): ClassifierOutput {
  const [, ...shape] = builder.shapeOf(output.id)
  const count = shape.at(-1)!
  if (sizeOf(shape) !== count) {
    throw failed(
      `unsupported output: ${layer} [${shape.join(', ')}] (a classifier puts out one value per class)`,
    )
  }
  const last = beneathReshapes(builder, output.id, count)
  const node = builder.nodeOf(last)
  const asRow = (id: string) =>
    builder.shapeOf(id).length === 2
      ? id
      : builder.add({ type: 'reshape', shape: [BATCH, count] }, [id], builder.freeId('logits'))
  const softmax = (id: string) => builder.add({ type: 'softmax' }, [id], builder.freeId('probabilities'))
  if (node?.op.type === 'softmax' && count > 1) {
    const logits = asRow(node.inputs[0]!)
    return { logits, probabilities: logits === node.inputs[0] ? last : softmax(logits), notes: [] }
  }
  if (node?.op.type === 'unary' && node.op.fn === 'sigmoid') {
    if (count > 1)
      throw failed(`unsupported output: ${layer} has ${count} sigmoid units (several labels at once)`)
    const logits = withZero(builder, asRow(node.inputs[0]!))
    const note = `one sigmoid unit (${layer}) read as two classes with logits [0, z]`
    return { logits, probabilities: softmax(logits), notes: [note] }
  }
  if (count === 1) throw failed(`unsupported output: ${layer} has one unit and no sigmoid (not a classifier)`)
  const logits = asRow(last)
  const note = `no softmax after ${layer}: its output is taken as logits, probabilities are their softmax`
  return { logits, probabilities: softmax(logits), notes: [note] }
}

/** What stands before reshapes that only drop dimensions of length 1. */
function beneathReshapes(builder: GraphBuilder, id: string, count: number): string {
  const node = builder.nodeOf(id)
  const source = node?.op.type === 'reshape' ? node.inputs[0]! : undefined
  return source !== undefined && builder.shapeOf(source).at(-1) === count
    ? beneathReshapes(builder, source, count)
    : id
}

function withZero(builder: GraphBuilder, z: string): string {
  const zero = builder.add({ type: 'broadcastLike' }, [builder.scalar(0), z])
  return builder.add({ type: 'concat', axis: 1 }, [zero, z], builder.freeId('logits'))
}

function failed(message: string): WorkbenchError {
  return new WorkbenchError('model_load_failed', message)
}
