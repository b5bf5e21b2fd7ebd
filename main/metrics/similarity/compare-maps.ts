import { pearson, spearman } from '../../kernels/correlation.ts'
import { rankDescending } from '../../kernels/ranking.ts'
import { ssim } from '../../kernels/ssim.ts'
import { mapProblem, pixelMap } from '../pixel-map.ts'

/** How alike two maps of a sample are; null where it is undefined, with the reason in words. */
export interface MapLikeness {
  /** Rank correlation of the values, in [-1, 1]. */
  readonly spearman: number | null
  /** Rank correlation of the magnitudes. */
  readonly absoluteSpearman: number | null
  readonly pearson: number | null
  /** Structural similarity of the maps, each over its largest magnitude. */
  readonly ssim: number | null
  /** Overlap of the highest pixels. */
  readonly topIou: number | null
  readonly undefinedReason: string | null
}

/** Share of the pixels that count as the highest (`topIou`). */
export const TOP_SHARE = 0.1

/**
 * @param a      raw map, [H, W] or [H, W, C] ([L] of a signal); maps with channels are summed over them
 * @param b      raw map of the same sample
 * @param shape  [H, W, C] of the sample
 * @throws       WorkbenchError `shape_mismatch`
 */
export function compareMaps(
  a: Float32Array,
  b: Float32Array,
  shape: readonly [number, number, number],
  topShare = TOP_SHARE,
): MapLikeness {
  const first = pixelMap(a, shape)
  const second = pixelMap(b, shape)
  const [height, width] = shape
  const problem = mapProblem(first) ?? mapProblem(second)
  const [firstSize, secondSize] = [first.map(Math.abs), second.map(Math.abs)]
  return {
    spearman: spearman(first, second),
    absoluteSpearman: spearman(firstSize, secondSize),
    pearson: pearson(first, second),
    ssim: problem === null ? ssimOfMaps(first, second, { height, width }) : null,
    topIou: problem === null ? topIou(first, second, Math.max(1, Math.round(topShare * first.length))) : null,
    undefinedReason: problem === null ? null : `one of two maps: ${problem}`,
  }
}

/**
 * Mean SSIM (uniform 7 x 7 window) of two maps, each divided by its largest magnitude; the range is 2 where a value is
 * negative, else 1.
 * @param a  [H, W], finite, not all zero
 * @param b  [H, W], finite, not all zero
 */
function ssimOfMaps(
  a: Float32Array,
  b: Float32Array,
  { height, width }: { height: number; width: number },
): number {
  const signed = a.some((value) => value < 0) || b.some((value) => value < 0)
  return ssim(scaled(a), scaled(b), { height, width, dataRange: signed ? 2 : 1 })
}

/**
 * Intersection over union of the `count` highest pixels; of pixels that tie at the border the first ones are taken.
 * @returns  in [0, 1]
 */
export function topIou(a: Float32Array, b: Float32Array, count: number): number {
  const inFirst = new Set(rankDescending(a).subarray(0, count))
  let shared = 0
  for (const pixel of rankDescending(b).subarray(0, count)) if (inFirst.has(pixel)) shared++
  return shared / (2 * Math.min(count, a.length) - shared)
}

function scaled(map: Float32Array): Float32Array {
  const largest = map.reduce((size, value) => Math.max(size, Math.abs(value)), 0)
  return largest === 0 ? map : map.map((value) => value / largest)
}
