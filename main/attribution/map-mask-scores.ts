import { GraphBuilder } from '../graph/graph-builder.ts'
import { BATCH, type Graph } from '../graph/graph.ts'
import type { CancelSignal } from '../graph/backend.ts'
import { appendGraph } from '../graph/subgraph.ts'
import { tensor, type Tensor } from '../graph/tensor.ts'
import { explainedScores } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'

/** What a feature map does as a mask: M = (U - min U) / (max U - min U + 1e-6), U the map upsampled to the input. */
export interface MapMaskScores {
  /** Explained score of sample * M, per map. [n] */
  readonly scores: Float64Array
  /** Largest minus smallest value of U. [n] */
  readonly ranges: Float32Array
  /** Sum of M over the pixels. [n] */
  readonly maskSums: Float64Array
}

/** Of the masks' normalisation; the study's code adds it, and so do we. */
export const RANGE_EPSILON = 1e-6

interface MaskRequest {
  readonly session: ModelSession
  /** [H, W, C] */
  readonly sample: Float32Array
  /** n maps, [n, h, w, 1] */
  readonly maps: Tensor
  readonly explained: Explained
  readonly signal: CancelSignal
  readonly onChunk: (done: number, total: number) => void
}

/**
 * Scores the sample under each map as a mask. Upsampling (bilinear, half-pixel centres), normalising and masking happen in
 * the graph, in front of the model: what crosses the border is the small map in and a few numbers out.
 */
export async function mapMaskScores(request: MaskRequest): Promise<MapMaskScores> {
  const { session, sample, maps, explained, signal, onChunk } = request
  const { model } = session
  const [height, width] = model.inputShape
  const mapSize: readonly [number, number] = [maps.shape[1]!, maps.shape[2]!]
  const prepared = await session.prepared(`map-masks ${mapSize.join('x')}`, () =>
    maskedGraph(session, mapSize),
  )
  const values = await session.runChunks(
    prepared,
    { maps, sample: tensor([1, ...model.inputShape], sample) },
    signal,
    onChunk,
  )
  const area = height * width
  return {
    scores: explainedScores(
      values[model.logits]!.data,
      values[model.probabilities]!.data,
      model.classCount,
      explained,
    ),
    ranges: values['range']!.data,
    maskSums: Float64Array.from(values['mask_mean']!.data, (mean) => mean * area),
  }
}

/** sample [1, H, W, C] (not batched) and maps [BATCH, h, w, 1] -> logits, probabilities, range, mask_mean. */
function maskedGraph(session: ModelSession, mapSize: readonly [number, number]): Graph {
  const { model } = session
  const [height, width] = model.inputShape
  const builder = new GraphBuilder()
  const sample = builder.input('sample', [1, ...model.inputShape])
  const maps = builder.input('maps', [BATCH, ...mapSize, 1])
  const upsampled =
    mapSize[0] === height && mapSize[1] === width
      ? maps
      : builder.add({ type: 'resizeBilinear', height, width }, [maps])
  const lowest = builder.add({ type: 'reduce', fn: 'min', axes: [1, 2], keepDims: true }, [upsampled])
  const highest = builder.add({ type: 'reduce', fn: 'max', axes: [1, 2], keepDims: true }, [upsampled])
  const range = builder.add({ type: 'binary', fn: 'subtract' }, [highest, lowest], 'range')
  const divisor = builder.add({ type: 'binary', fn: 'add' }, [range, builder.scalar(RANGE_EPSILON)])
  const shifted = builder.add({ type: 'binary', fn: 'subtract' }, [upsampled, lowest])
  const mask = builder.add({ type: 'binary', fn: 'divide' }, [shifted, divisor])
  const mean = builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [mask], 'mask_mean')
  const masked = builder.add({ type: 'binary', fn: 'multiply' }, [mask, sample])
  const values = appendGraph(builder, model.graph, { [model.input]: masked }, 'model/')
  const named = (id: string) => values.get(id)!
  return builder.build([named(model.logits), named(model.probabilities), range, mean])
}
