import type { ModelSession } from '../attribution/model-session.ts'
import { tensor } from '../graph/tensor.ts'
import { firstNotFinite, notFinite } from './finite-predictions.ts'
import type { PredictionItem, SampleFailure, SampleReference } from './protocol.ts'
import { readChunks, type OpenedSample, type SampleReader } from './read-samples.ts'
import type { CallContext } from './serve-calls.ts'

/** Decoded, computed and sent together. */
const CHUNK = 32

/** Predicts samples chunk by chunk; unreadable ones are told with each chunk. */
export async function predictSamples(
  options: { session: ModelSession; reader: SampleReader; samples: readonly SampleReference[] },
  context: CallContext<PredictionItem>,
): Promise<void> {
  const { session, reader, samples } = options
  let done = 0
  for await (const { opened, failures } of readChunks(reader, samples, CHUNK, context.signal)) {
    context.onItem(await predictChunk(session, opened, failures))
    done += opened.length + failures.length
    context.onProgress({ done, total: samples.length })
    await new Promise(setImmediate)
  }
}

async function predictChunk(
  session: ModelSession,
  opened: readonly OpenedSample[],
  failures: readonly SampleFailure[],
): Promise<PredictionItem> {
  const empty = new Float32Array(0)
  if (opened.length === 0) {
    return { kind: 'predictions', ids: new Int32Array(0), probabilities: empty, logits: empty, failures }
  }
  const batch = tensor(session.batchShape(opened.length))
  opened.forEach((sample, index) => batch.data.set(sample.input, index * sample.input.length))
  const { logits, probabilities } = await session.forward(batch)
  checkFinite(probabilities, opened, session.model.classCount)
  const ids = Int32Array.from(opened, (sample) => sample.reference.id)
  return { kind: 'predictions', ids, probabilities, logits, failures }
}

function checkFinite(probabilities: Float32Array, opened: readonly OpenedSample[], classCount: number): void {
  const wrong = firstNotFinite(probabilities)
  if (wrong === null) return
  throw notFinite(probabilities[wrong]!, opened[Math.floor(wrong / classCount)]!.reference.name)
}
