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
  inputs: DrawnInputs,
  explained: Explained,
  signal: CancelSignal,
): Promise<Float64Array> {
  const scores = new Float64Array(inputs.count)
  for await (const { start, logits, probabilities } of forwardChunks(session, inputs, signal)) {
    scores.set(explainedScores(logits, probabilities, session.model.classCount, explained), start)
  }
  return scores
}

/**
 * Probabilities of every class for many inputs, in the same chunks as `scoreInputs`.
 * @param onDone  number of inputs done
 * @returns       [count, classCount]
 */
export async function classProbabilities(
  session: ModelSession,
  inputs: DrawnInputs,
  signal: CancelSignal,
  onDone: (done: number) => void = () => {},
): Promise<Float32Array> {
  const { classCount } = session.model
  const all = new Float32Array(inputs.count * classCount)
  for await (const { start, probabilities } of forwardChunks(session, inputs, signal)) {
    all.set(probabilities, start * classCount)
    onDone(start + probabilities.length / classCount)
  }
  return all
}

interface ForwardChunk {
  readonly start: number
  readonly logits: Float32Array
  readonly probabilities: Float32Array
}

async function* forwardChunks(
  session: ModelSession,
  { count, draw }: DrawnInputs,
  signal: CancelSignal,
): AsyncGenerator<ForwardChunk> {
  const { model } = session
  const forward = await session.prepared('forward', () =>
    withOutputs(model.graph, [model.logits, model.probabilities]),
  )
  const chunk = session.chunkSize(forward.graph)
  for (let start = 0; start < count; start += chunk) {
    signal.throwIfAborted()
    const rows = Math.min(chunk, count - start)
    const batch = tensor(session.batchShape(rows))
    const size = batch.data.length / rows
    for (let row = 0; row < rows; row++) draw(start + row, batch.data.subarray(row * size, (row + 1) * size))
    yield { start, ...(await session.forward(batch, signal)) }
  }
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
