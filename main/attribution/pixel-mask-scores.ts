import { GraphBuilder } from '../graph/graph-builder.ts'
import { BATCH, type Graph } from '../graph/graph.ts'
import type { CancelSignal } from '../graph/backend.ts'
import { appendGraph } from '../graph/subgraph.ts'
import { tensor } from '../graph/tensor.ts'
import { explainedScores } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'

interface PixelMaskRequest {
  readonly session: ModelSession
  /** [H, W, C] */
  readonly sample: Float32Array
  /** What stands where a mask is 0, [H, W, C]; null for zeros (black). */
  readonly reference: Float32Array | null
  readonly explained: Explained
  readonly maskCount: number
  /** Writes every value of mask number `index` into `out`, [H, W], 1 keeps and 0 removes. Called once per mask, in order. */
  readonly drawMask: (index: number, out: Float32Array) => void
  /** Told of every mask with its explained score, in order; `mask` is only valid during the call. */
  readonly onScore: (index: number, score: number, mask: Float32Array) => void
  readonly signal: CancelSignal
  /** After every chunk. */
  readonly onProgress: (done: number) => void
}

/**
 * Scores a sample under many pixel masks: sample * M + reference * (1 - M), all channels alike. Masks are drawn, scored and
 * handed back in chunks of bounded memory, whatever their number; masking happens in the graph.
 */
export async function scorePixelMasks(request: PixelMaskRequest): Promise<void> {
  const { session, sample, reference, explained, maskCount, drawMask, onScore, signal, onProgress } = request
  const { model } = session
  const [height, width] = model.inputShape
  const area = height * width
  const prepared = await session.prepared(`pixel-masks ${reference === null ? 'black' : 'reference'}`, () =>
    pixelMaskGraph(session, reference !== null),
  )
  const chunk = Math.min(maskCount, session.cachedChunkSize(prepared.graph, area))
  const drawn = new Float32Array(chunk * area)
  const unbatched = {
    sample: tensor([1, ...model.inputShape], sample),
    ...(reference === null ? {} : { reference: tensor([1, ...model.inputShape], reference) }),
  }
  for (let start = 0; start < maskCount; start += chunk) {
    signal.throwIfAborted()
    const count = Math.min(chunk, maskCount - start)
    const masks = tensor([count, height, width, 1], drawn.subarray(0, count * area))
    const maskAt = (row: number) => masks.data.subarray(row * area, (row + 1) * area)
    for (let row = 0; row < count; row++) drawMask(start + row, maskAt(row))
    const values = await prepared.executable.run({ ...unbatched, masks })
    const { [model.logits]: logits, [model.probabilities]: probabilities } = values
    const scores = explainedScores(logits!.data, probabilities!.data, model.classCount, explained)
    scores.forEach((score, row) => onScore(start + row, score, maskAt(row)))
    onProgress(start + count)
  }
}

function pixelMaskGraph(session: ModelSession, hasReference: boolean): Graph {
  const { model } = session
  const [height, width] = model.inputShape
  const builder = new GraphBuilder()
  const sample = builder.input('sample', [1, ...model.inputShape])
  const masks = builder.input('masks', [BATCH, height, width, 1])
  const masked = hasReference ? blended(builder, session, sample, masks) : multiply(builder, masks, sample)
  const values = appendGraph(builder, model.graph, { [model.input]: masked }, 'model/')
  return builder.build([model.logits, model.probabilities].map((id) => values.get(id)!))
}

/** reference + M * (sample - reference) */
function blended(builder: GraphBuilder, session: ModelSession, sample: string, masks: string): string {
  const reference = builder.input('reference', [1, ...session.model.inputShape])
  const difference = builder.add({ type: 'binary', fn: 'subtract' }, [sample, reference])
  return builder.add({ type: 'binary', fn: 'add' }, [multiply(builder, masks, difference), reference])
}

function multiply(builder: GraphBuilder, left: string, right: string): string {
  return builder.add({ type: 'binary', fn: 'multiply' }, [left, right])
}
