import { smoothStep } from './deterministic-math.ts'
import { between, type Direction, type UniformSource } from './draws.ts'
import { noise } from './noise.ts'
import { blendPixel, coverageAt, type Region, type TissueCanvas } from './tissue-canvas.ts'

/** How a bed of fibres looks; lengths in px. */
export interface FibreBed {
  readonly direction: Direction
  /** Amplitude of the waves of the flow. */
  readonly waviness: number
  /** Mean amount of eosin. */
  readonly eosin: number
  readonly erythrin: number
  /** Share of haematoxylin in the ground substance. */
  readonly haematoxylin: number
  /** Width of the finest fibres. */
  readonly fineness: number
  /** Contrast of the fibre texture, 0 to 1. */
  readonly contrast: number
  /** Where clefts open: about the share of bare glass, 0 to 0.6. */
  readonly clefts: number
  readonly region: Region
  readonly evidence: 0 | 1
}

/**
 * Paints fibres along a wavy flow field: noise stretched along the flow at three widths, parted by clefts.
 * The flow is a shear of the plane: coordinates are bent by slow noise before the stretched noise is read.
 */
export function paintFibres(canvas: TissueCanvas, rng: UniformSource, bed: FibreBed): void {
  const { size } = canvas
  const { direction, waviness, fineness } = bed
  const offset = between(rng, 0, 64)
  const waveLength = between(rng, 60, 120)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const index = y * size + x
      const within = coverageAt(bed.region, index)
      if (within <= 0) continue
      const bend =
        waviness * noise(x / waveLength + offset, y / waveLength) +
        0.07 * waviness * noise(x / 19, y / 19 + offset)
      const along = (x * direction.x + y * direction.y) / fineness
      const across = (y * direction.x - x * direction.y + bend) / fineness
      paintFibrePixel(canvas, index, within, bed, along, across + offset * 7)
    }
  }
}

function paintFibrePixel(
  canvas: TissueCanvas,
  index: number,
  within: number,
  bed: FibreBed,
  along: number,
  across: number,
): void {
  const fibril = noise(along / 14 + 51, across / 1.05)
  const mottle = noise(along / 4 + 13, across / 3.4)
  const fine = noise(along / 15, across / 2.1)
  const middle = noise(along / 19 + 11, across / 4.2)
  const broad = noise(along / 34 + 23, across / 9.5 + 7)
  const opening =
    broad * 0.6 + noise(along / 21 + 41, across / 4.6 + 3) + 0.25 * middle + 0.2 * fine + 0.12 * mottle
  const threshold = 2.3 - 3.6 * bed.clefts
  const cleft = smoothStep(threshold - 0.35, threshold + 0.6, opening)
  const rim = smoothStep(threshold - 0.9, threshold - 0.1, opening) * (1 - cleft)
  const relief =
    1 + bed.contrast * (0.24 * fibril + 0.3 * fine + 0.3 * middle + 0.3 * broad + 0.25 * rim + 0.16 * mottle)
  const tissue = (1 - cleft) * Math.max(0.12, relief)
  blendPixel(
    canvas,
    index,
    within,
    bed.haematoxylin * tissue + 0.02,
    bed.eosin * tissue + 0.03,
    bed.erythrin * tissue * Math.max(0, 1 + 0.6 * broad),
  )
  if (within > 0.5) canvas.evidence[index] = cleft < 0.5 ? bed.evidence : 0
}
