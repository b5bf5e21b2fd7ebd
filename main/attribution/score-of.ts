import { tensor } from '../graph/tensor.ts'
import { explainedScores } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'

/** Explained score of one input, [H, W, C]. */
export async function scoreOf(
  session: ModelSession,
  input: Float32Array,
  explained: Explained,
): Promise<number> {
  const [score] = await scoresOf(session, [input], explained)
  return score!
}

/** Explained scores of a few inputs, each [H, W, C], in one batch. */
export async function scoresOf(
  session: ModelSession,
  inputs: readonly Float32Array[],
  explained: Explained,
): Promise<Float64Array> {
  const batch = tensor(session.batchShape(inputs.length))
  inputs.forEach((input, row) => batch.data.set(input, row * input.length))
  const { logits, probabilities } = await session.forward(batch)
  return explainedScores(logits, probabilities, session.model.classCount, explained)
}
