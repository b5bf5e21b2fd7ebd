import type { OutputKind } from '#contract/attributions.ts'
import type { CancelSignal } from '../graph/backend.ts'
import { gradientGraph, gradientId, type RuleTable } from '../graph/gradient.ts'
import { sizeOf, tensor, type Tensor } from '../graph/tensor.ts'
import { explainedScores, scoreDirection } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession, Prepared } from './model-session.ts'
import { outputGraph } from './output-graph.ts'

/** Another way back than the derivative. */
export interface Propagation {
  /** Names it among prepared graphs. */
  readonly name: string
  readonly rules: RuleTable
}

interface GradientRequest {
  readonly session: ModelSession
  readonly explained: Explained
  /** Number of points at which the gradient is taken. */
  readonly count: number
  /** Writes every value of point number `index` into `out`, [H, W, C]. Called once per point, in order. */
  readonly drawPoint: (index: number, out: Float32Array) => void
  /** Told of every point, in order; `gradient` [H, W, C] is only valid during the call. */
  readonly onGradient: (index: number, gradient: Float32Array, score: number) => void
  readonly signal: CancelSignal
  /** After every chunk. */
  readonly onProgress?: (done: number) => void
}

/**
 * Gradient of the explained score with respect to the input at many points, in chunks of bounded memory: the points of a
 * path, noisy copies of a sample, mixtures with backgrounds.
 */
export async function inputGradientsAt(request: GradientRequest): Promise<void> {
  const { session, explained, count, drawPoint, onGradient, signal, onProgress } = request
  const prepared = await gradientOf(session, explained.output)
  const size = sizeOf(session.model.inputShape)
  const chunk = Math.min(count, session.cachedChunkSize(prepared.graph, size))
  const drawn = new Float32Array(chunk * size)
  for (let start = 0; start < count; start += chunk) {
    signal.throwIfAborted()
    const rows = Math.min(chunk, count - start)
    const points = tensor(session.batchShape(rows), drawn.subarray(0, rows * size))
    for (let row = 0; row < rows; row++) {
      drawPoint(start + row, points.data.subarray(row * size, (row + 1) * size))
    }
    const { gradients, scores } = await runGradient(session, prepared, points, explained)
    scores.forEach((score, row) => {
      onGradient(start + row, gradients.subarray(row * size, (row + 1) * size), score)
    })
    onProgress?.(start + rows)
  }
}

/** Gradient [H, W, C] and explained score at one sample. */
export async function inputGradient(
  session: ModelSession,
  sample: Float32Array,
  explained: Explained,
  propagation?: Propagation,
): Promise<{ gradient: Float32Array; score: number }> {
  const prepared = await gradientOf(session, explained.output, propagation)
  const point = tensor(session.batchShape(1), sample)
  const { gradients, scores } = await runGradient(session, prepared, point, explained)
  return { gradient: gradients, score: scores[0]! }
}

function gradientOf(session: ModelSession, output: OutputKind, propagation?: Propagation): Promise<Prepared> {
  const { model } = session
  return session.prepared(`input-${propagation?.name ?? 'gradients'} ${output}`, () => {
    const { graph, value } = outputGraph(model, output)
    return gradientGraph(graph, {
      of: value,
      upstream: 'direction',
      withRespectTo: [model.input],
      keep: [model.logits, model.probabilities],
      ...(propagation === undefined ? {} : { rules: propagation.rules }),
    })
  })
}

async function runGradient(
  { model }: ModelSession,
  { executable }: Prepared,
  points: Tensor,
  explained: Explained,
): Promise<{ gradients: Float32Array; scores: Float64Array }> {
  const count = points.shape[0]!
  const direction = tensor([count, model.classCount])
  const row = scoreDirection(explained, model.classCount)
  for (let index = 0; index < count; index++) direction.data.set(row, index * model.classCount)
  const values = await executable.run({ [model.input]: points, direction })
  const [logits, probabilities] = [values[model.logits]!.data, values[model.probabilities]!.data]
  return {
    gradients: values[gradientId(model.input)]!.data,
    scores: explainedScores(logits, probabilities, model.classCount, explained),
  }
}
