import type { Explained } from '../attribution/method.ts'
import { explainedScores } from '../attribution/explained-score.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import type { CancelSignal } from '../graph/backend.ts'
import { withOutputs } from '../graph/subgraph.ts'
import { tensor } from '../graph/tensor.ts'
import type { DrawnInputs } from './metric-context.ts'

/**
 * Explained score of many inputs: drawn, scored and forgotten in chunks of bounded memory.
 * @returns  [count]
 */
export async function scoreInputs(
  session: ModelSession,
  { count, draw }: DrawnInputs,
  explained: Explained,
  signal: CancelSignal,
): Promise<Float64Array> {
  const { model } = session
  const forward = await session.prepared('forward', () =>
    withOutputs(model.graph, [model.logits, model.probabilities]),
  )
  const chunk = session.chunkSize(forward.graph)
  const scores = new Float64Array(count)
  for (let start = 0; start < count; start += chunk) {
    signal.throwIfAborted()
    const rows = Math.min(chunk, count - start)
    const batch = tensor(session.batchShape(rows))
    const size = batch.data.length / rows
    for (let row = 0; row < rows; row++) draw(start + row, batch.data.subarray(row * size, (row + 1) * size))
    const { logits, probabilities } = await session.forward(batch, signal)
    scores.set(explainedScores(logits, probabilities, model.classCount, explained), start)
  }
  return scores
}

/** Probabilities of every class for each of a few inputs, [classCount] each. */
export async function probabilitiesOf(
  session: ModelSession,
  inputs: readonly Float32Array[],
  signal: CancelSignal,
): Promise<Float32Array[]> {
  const batch = tensor(session.batchShape(inputs.length))
  const size = batch.data.length / inputs.length
  inputs.forEach((input, index) => batch.data.set(input, index * size))
  const { probabilities } = await session.forward(batch, signal)
  const { classCount } = session.model
  return inputs.map((_, index) => probabilities.subarray(index * classCount, (index + 1) * classCount))
}
