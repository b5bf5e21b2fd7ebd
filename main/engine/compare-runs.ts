import { setImmediate } from 'node:timers/promises'
import { spearman } from '../kernels/correlation.ts'
import { createRng } from '../kernels/rng.ts'
import { compareFigure, type FigureComparison } from '../metrics/comparison/compare-figure.ts'
import { mapProblem, pixelMap } from '../metrics/pixel-map.ts'
import { topIou, TOP_SHARE } from '../metrics/similarity/compare-maps.ts'
import type { EngineInput, EngineResult } from './protocol.ts'

/** The same scores always give the same interval. */
const INTERVAL_SEED = 0

/** Figure after figure, each with a stream of its own. */
export async function compareFigures(
  { figures, labels }: EngineInput<'compare.figures'>,
  signal: AbortSignal,
): Promise<FigureComparison[]> {
  const compared: FigureComparison[] = []
  for (const values of figures) {
    signal.throwIfAborted()
    compared.push(compareFigure(values, labels, createRng(INTERVAL_SEED)))
    await setImmediate()
  }
  return compared
}

/** How alike the two maps of each pair are; NaN where it is undefined. */
export async function compareMapPairs(
  { inputShape, pairs }: EngineInput<'compare.maps'>,
  signal: AbortSignal,
): Promise<EngineResult<'compare.maps'>> {
  const [likeness, overlap] = [new Float32Array(pairs.length), new Float32Array(pairs.length)]
  for (const [row, pair] of pairs.entries()) {
    signal.throwIfAborted()
    const [first, second] = [planeOf(pair.first, inputShape), planeOf(pair.second, inputShape)]
    if (first === null || second === null) {
      likeness[row] = overlap[row] = Number.NaN
      continue
    }
    const says = mapProblem(first) === null && mapProblem(second) === null
    likeness[row] = spearman(first, second) ?? Number.NaN
    overlap[row] = says
      ? topIou(first, second, Math.max(1, Math.round(TOP_SHARE * first.length)))
      : Number.NaN
    await setImmediate()
  }
  return { spearman: likeness, topIou: overlap }
}

/** null for a map from elsewhere that has not a value for each pixel: it says nothing about the others of its page. */
function planeOf(
  map: Float32Array,
  [height, width, channels]: readonly [number, number, number],
): Float32Array | null {
  const pixels = height * width
  return map.length === pixels || map.length === pixels * channels
    ? pixelMap(map, [height, width, channels])
    : null
}
