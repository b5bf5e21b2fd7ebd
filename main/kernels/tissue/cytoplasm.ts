import { smoothStep } from './deterministic-math.ts'
import { between, type UniformSource } from './draws.ts'
import { grainyNoise, noise } from './noise.ts'
import { blendPixel, coverageAt, type Region, type TissueCanvas } from './tissue-canvas.ts'

/** A sheet of cytoplasm: dye amounts, and how it tears. */
export interface CytoplasmSheet {
  readonly haematoxylin: number
  readonly eosin: number
  readonly erythrin: number
  /** Size of a grain in px. */
  readonly grain: number
  /** Relative strength of the grain. */
  readonly contrast: number
  /** About the share of bare glass between cells, 0 to 0.6. */
  readonly gaps: number
  /** Size of a gap in px. */
  readonly gapSize: number
  readonly region: Region
  readonly evidence: 0 | 1
}

/** Paints granular cytoplasm with slow changes of stain and gaps that let the glass through. */
export function paintCytoplasm(canvas: TissueCanvas, rng: UniformSource, sheet: CytoplasmSheet): void {
  const { size } = canvas
  const offset = between(rng, 0, 64)
  const threshold = 2.1 - 3.2 * sheet.gaps
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const index = y * size + x
      const within = coverageAt(sheet.region, index)
      if (within <= 0) continue
      const grain = grainyNoise(x / sheet.grain + offset, y / sheet.grain)
      const slow = noise(x / 45, y / 45 + offset)
      const hue = noise(x / 28 + offset, y / 28 + offset)
      const opening =
        noise(x / sheet.gapSize + offset, y / sheet.gapSize + 13) +
        0.45 * noise(x / 5, y / 5 + offset) -
        0.2 * grain
      const gap = smoothStep(threshold - 0.2, threshold + 0.45, opening)
      const tone = (1 - gap) * Math.max(0.15, 1 + sheet.contrast * (0.5 * grain + 0.6 * slow))
      blendPixel(
        canvas,
        index,
        within,
        sheet.haematoxylin * tone * (1 + 0.25 * hue),
        sheet.eosin * tone * (1 - 0.15 * hue) + 0.02,
        sheet.erythrin * tone * Math.max(0, 1 - 0.3 * hue),
      )
      if (within > 0.5) canvas.evidence[index] = gap < 0.5 ? sheet.evidence : 0
    }
  }
}

/**
 * A region bounded by a level line of slow noise, with a ragged edge.
 * @param share    share of the tile inside, 0 to 1: the level is the quantile that gives it
 * @param scale    size of its lobes in px
 * @param softness half the width of the edge, in deviations of the noise
 */
export function noiseRegion(
  rng: UniformSource,
  size: number,
  { share, scale, softness = 0.12 }: { share: number; scale: number; softness?: number },
): Float32Array {
  const offsetX = between(rng, 0, 64)
  const offsetY = between(rng, 0, 64)
  const field = new Float32Array(size * size)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      field[y * size + x] =
        noise(x / scale + offsetX, y / scale + offsetY) +
        0.22 * noise(x / 11 + offsetX, y / 11) +
        0.07 * noise(x / 4, y / 4 + offsetY)
    }
  }
  const level = levelOfShare(field, share)
  for (let index = 0; index < field.length; index++) {
    field[index] = smoothStep(level - softness, level + softness, field[index]!)
  }
  return field
}

/** The value that `share` of the field exceeds, from every seventh value. */
function levelOfShare(field: Float32Array, share: number): number {
  const sample = new Float32Array(Math.ceil(field.length / 7))
  for (let index = 0; index < sample.length; index++) sample[index] = field[index * 7]!
  sample.sort()
  return sample[Math.min(sample.length - 1, Math.floor((1 - share) * sample.length))]!
}
