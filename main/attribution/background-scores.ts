import type { CancelSignal } from '../graph/backend.ts'
import { tensor } from '../graph/tensor.ts'
import type { Background } from './background.ts'
import { explainedScores } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'
import { sharedWork } from './shared-work.ts'

type Outputs = Awaited<ReturnType<ModelSession['forward']>>

/** A background's outputs serve every sample that is compared with it. */
const outputsOf = new WeakMap<ModelSession, WeakMap<Background, Promise<Outputs>>>()

/** Explained score of every sample of a background, [count]; the forward passes are done once per session. */
export async function backgroundScores(
  session: ModelSession,
  background: Background,
  explained: Explained,
  signal: CancelSignal,
): Promise<Float64Array> {
  const kept = outputsOf.get(session) ?? new WeakMap<Background, Promise<Outputs>>()
  outputsOf.set(session, kept)
  const { logits, probabilities } = await sharedWork(kept, background, signal, () =>
    session.forward(tensor(session.batchShape(background.count), background.samples), signal),
  )
  return explainedScores(logits, probabilities, session.model.classCount, explained)
}

/** Mean explained score of a background: what a sample's map is measured from. */
export async function expectedScore(
  session: ModelSession,
  background: Background,
  explained: Explained,
  signal: CancelSignal,
): Promise<number> {
  const scores = await backgroundScores(session, background, explained, signal)
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}
