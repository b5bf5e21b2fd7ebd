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
  const { logits, probabilities } = await session.forward(tensor(session.batchShape(1), input))
  return explainedScores(logits, probabilities, session.model.classCount, explained)[0]!
}
