import { z } from 'zod'
import { gridSegmentation } from '../kernels/superpixels/grid.ts'
import { rgbToLab } from '../kernels/superpixels/lab.ts'
import { quickshift } from '../kernels/superpixels/quickshift.ts'
import { slic } from '../kernels/superpixels/slic.ts'
import type { Segmentation } from '../kernels/superpixels/segmentation.ts'
import type { ModelSession } from './model-session.ts'

const segmentations = z.enum(['quickshift', 'slic', 'grid'])
type SegmentationName = z.output<typeof segmentations>

/** LIME's: `SegmentationAlgorithm('quickshift', kernel_size=4, max_dist=200, ratio=0.2)`. */
const QUICKSHIFT = { kernelSize: 4, maxDistance: 200, ratio: 0.2 }
const SLIC_COMPACTNESS = 10
/** Segments where nobody says: about 7 x 7 of a picture, 20 of a signal. */
const USUAL_COUNTS = { tile: 49, signal: 20 }

/** The parameters that say what the parts of a sample are. */
export function playerParams(usual: SegmentationName) {
  return {
    segmentation: segmentations.default(usual).meta({
      title: 'Superpixels',
      description:
        'How a picture is cut: quickshift and slic follow its colours, grid cuts rectangles. Signals are cut into segments of equal length.',
    }),
    segmentCount: z.int().min(0).max(2000).default(0).meta({
      title: 'Segments',
      description:
        'About how many parts; 0 for 49 of a picture and 20 of a signal. quickshift finds its own number.',
    }),
  }
}

export interface PlayerChoice {
  readonly segmentation: SegmentationName
  readonly segmentCount: number
}

/**
 * The parts of a sample that stay or go together.
 * @param sample  [H, W, C]
 * @param seed    of quickshift's tie-breaking
 */
export function playersOf(
  { model }: ModelSession,
  sample: Float32Array,
  { segmentation, segmentCount }: PlayerChoice,
  seed: number,
): Segmentation {
  const [height, width, channels] = model.inputShape
  const wanted = segmentCount === 0 ? USUAL_COUNTS[model.kind] : segmentCount
  if (model.kind === 'signal' || segmentation === 'grid') return gridSegmentation(height, width, wanted)
  const lab = rgbToLab(asRgb(sample, channels))
  if (segmentation === 'slic') return slic(lab, { height, width, wanted, compactness: SLIC_COMPACTNESS })
  return quickshift(lab, { height, width, seed, ...QUICKSHIFT })
}

/** The first three channels (or the first, thrice), stretched to [0, 1] where the preprocessing left that range. */
function asRgb(sample: Float32Array, channels: number): Float64Array {
  let lowest = Infinity
  let highest = -Infinity
  for (const value of sample) {
    lowest = Math.min(lowest, value)
    highest = Math.max(highest, value)
  }
  const inRange = lowest >= 0 && highest <= 1
  const [offset, range] = inRange ? [0, 1] : [lowest, highest - lowest || 1]
  const rgb = new Float64Array((sample.length / channels) * 3)
  for (let index = 0; index < rgb.length; index++) {
    const channel = channels >= 3 ? index % 3 : 0
    rgb[index] = (sample[Math.floor(index / 3) * channels + channel]! - offset) / range
  }
  return rgb
}

/**
 * One value per part as a map: every pixel of a part has its value (`whole`), or an equal share of it, so that the map sums
 * to the sum of the values (`shared`).
 */
export function paintPlayers(
  { labels, count }: Segmentation,
  values: ArrayLike<number>,
  how: 'whole' | 'shared',
): Float32Array {
  const areas = new Int32Array(count)
  for (const label of labels) areas[label]!++
  return Float32Array.from(labels, (label) => values[label]! / (how === 'shared' ? areas[label]! : 1))
}
