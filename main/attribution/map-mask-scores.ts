import { GraphBuilder } from '../graph/graph-builder.ts'
import { BATCH, type Graph } from '../graph/graph.ts'
import type { CancelSignal } from '../graph/backend.ts'
import { appendGraph } from '../graph/subgraph.ts'
import { tensor, type Tensor } from '../graph/tensor.ts'
import { explainedScores } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'
import { SampleWork } from './sample-work.ts'

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
  /** Names of the maps among those of the sample, such as `conv 7`: methods that are asked together share what is equal. */
  readonly keys?: readonly string[]
  readonly explained: Explained
  readonly signal: CancelSignal
  readonly onChunk: (done: number, total: number) => void
}

/**
 * Scores the sample under each map as a mask. Upsampling (bilinear, half-pixel centres), normalising and masking happen in
 * the graph, in front of the model: what crosses the border is the small map in and a few numbers out.
 */
export async function mapMaskScores(request: MaskRequest): Promise<MapMaskScores> {
  const { session, sample, maps, explained, keys } = request
  const rows = maps.shape[0]!
  const known = work.of(session, sample) ?? new Map<string, MaskedOutputs>()
  const keyOf = (row: number) => keys?.[row] ?? `row ${row}`
  const missing = [...Array(rows).keys()].filter((row) => keys === undefined || !known.has(keyOf(row)))
  if (missing.length > 0) {
    const computed = await maskedOutputs(request, missing)
    computed.forEach((outputs, index) => known.set(keyOf(missing[index]!), outputs))
  } else request.onChunk(rows, rows)
  const outputs = Array.from({ length: rows }, (_, row) => known.get(keyOf(row))!)
  const { classCount, inputShape } = session.model
  const scoreOne = ({ logits, probabilities }: MaskedOutputs) =>
    explainedScores(logits, probabilities, classCount, explained)[0]!
  return {
    scores: Float64Array.from(outputs, scoreOne),
    ranges: Float32Array.from(outputs, ({ range }) => range),
    maskSums: Float64Array.from(outputs, ({ maskMean }) => maskMean * inputShape[0] * inputShape[1]),
  }
}

/** What the model says of the sample seen through one mask, whatever is explained of it. */
interface MaskedOutputs {
  readonly logits: Float32Array
  readonly probabilities: Float32Array
  readonly range: number
  readonly maskMean: number
}

const work = new SampleWork<MaskedOutputs>()

/** Of the maps at these rows. */
async function maskedOutputs(
  { session, sample, maps, signal, onChunk }: MaskRequest,
  rows: readonly number[],
): Promise<MaskedOutputs[]> {
  const { model } = session
  const [count = 0, height = 0, width = 0] = maps.shape
  const prepared = await session.prepared(`map-masks ${height}x${width}`, () =>
    maskedGraph(session, [height, width]),
  )
  const size = height * width
  const asked = rows.length === count ? maps : tensor([rows.length, height, width, 1])
  if (asked !== maps) {
    for (const [index, row] of rows.entries())
      asked.data.set(maps.data.subarray(row * size, (row + 1) * size), index * size)
  }
  const values = await session.runChunks(
    prepared,
    { maps: asked, sample: tensor([1, ...model.inputShape], sample) },
    signal,
    (done) => onChunk(count - rows.length + done, count),
  )
  const { classCount } = model
  const at = (id: string, row: number) => values[id]!.data.subarray(row * classCount, (row + 1) * classCount)
  return rows.map((_, row) => ({
    logits: at(model.logits, row),
    probabilities: at(model.probabilities, row),
    range: values['range']!.data[row]!,
    maskMean: values['mask_mean']!.data[row]!,
  }))
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
