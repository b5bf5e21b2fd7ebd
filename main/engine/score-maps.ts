import { argmax } from '../attribution/explained-score.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import { parseParams } from '../attribution/parse-params.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { tensor } from '../graph/tensor.ts'
import { createRng } from '../kernels/rng.ts'
import { metricById } from '../metrics/registry.ts'
import type { SampleScore, ScoreSample } from './protocol.ts'
import type { SampleReader } from './read-samples.ts'

/** Of the metrics that draw at random; a sample's stream depends on its id alone, not on the chunk it came in. */
const SCORE_SEED = 0

interface ScoreRequest {
  readonly session: ModelSession
  readonly reader: SampleReader
  readonly metric: string
  readonly params: unknown
  readonly samples: readonly ScoreSample[]
  readonly signal: AbortSignal
  readonly onDone: (done: number) => void
}

/** Scores stored maps with a metric, one sample after the other. */
export async function scoreMaps(request: ScoreRequest): Promise<SampleScore[]> {
  const { session, reader, samples, signal, onDone } = request
  const metric = metricById(request.metric)
  const params = parseParams(metric, request.params)
  const rng = createRng(SCORE_SEED)
  const scores: SampleScore[] = []
  for (const [row, { reference, targetClass, values }] of samples.entries()) {
    signal.throwIfAborted()
    const sample = await reader(reference)
    const predictedClass = argmax((await probabilitiesOf(session, [sample]))[0]!)
    const { values: figures, degenerate } = await metric.measure({
      sample,
      sampleShape: session.model.inputShape,
      map: values,
      targetClass,
      predictedClass,
      params,
      rng: rng.fork(reference.id),
      signal,
      probabilities: (inputs) => probabilitiesOf(session, inputs),
    })
    scores.push({ id: reference.id, values: figures, degenerate })
    onDone(row + 1)
    await new Promise(setImmediate)
  }
  return scores
}

/** Probabilities of every class, per input. */
async function probabilitiesOf(
  session: ModelSession,
  inputs: readonly Float32Array[],
): Promise<Float32Array[]> {
  const size = inputs[0]?.length ?? 0
  const batch = tensor(session.batchShape(inputs.length))
  inputs.forEach((input, index) => {
    if (input.length !== size)
      throw new WorkbenchError('shape_mismatch', 'shape mismatch: inputs of unlike length')
    batch.data.set(input, index * size)
  })
  const { probabilities } = await session.forward(batch)
  const { classCount } = session.model
  return inputs.map((_, index) => probabilities.subarray(index * classCount, (index + 1) * classCount))
}
