import type { MapAgreement } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { pixelMap } from '../metrics/pixel-map.ts'
import { compareMaps } from '../metrics/similarity/compare-maps.ts'
import type { ComparedMap } from './protocol.ts'

/** How alike the maps are, pair by pair in their order. @throws WorkbenchError `shape_mismatch` for maps of other sizes */
export function compareAll(maps: readonly ComparedMap[], topShare: number): MapAgreement[] {
  const planes = maps.map(toPlane)
  return planes.flatMap((a, index) =>
    planes.slice(index + 1).map((b) => {
      if (a.height !== b.height || a.width !== b.width) {
        throw new WorkbenchError(
          'shape_mismatch',
          `shape mismatch: map ${a.id} is ${a.height}x${a.width}, map ${b.id} is ${b.height}x${b.width}`,
        )
      }
      const likeness = compareMaps(a.values, b.values, [a.height, a.width, 1], topShare)
      const { spearman, topIou, ssim, undefinedReason } = likeness
      return { a: a.id, b: b.id, spearman, topIou, ssim, undefinedReason }
    }),
  )
}

function toPlane({ id, shape, values }: ComparedMap) {
  const [first = 1, second, channels = 1] = shape
  const [height, width] = second === undefined ? [1, first] : [first, second]
  return { id, height, width, values: pixelMap(values, [height, width, channels]) }
}
