import { clamp } from './deterministic-math.ts'
import { between, chance, nearNormal, type UniformSource } from './draws.ts'

/** Optical density per unit of dye in red, green and blue. */
export type StainVector = readonly [number, number, number]

/** Everything between the section and the stored pixel. */
export interface Optics {
  readonly haematoxylin: StainVector
  readonly eosin: StainVector
  readonly erythrin: StainVector
  /** Brightness of bare glass, 0 to 255 per channel. */
  readonly white: StainVector
  /** Relative change of light from edge to edge, along x and y. */
  readonly gradientX: number
  readonly gradientY: number
  /** Deviation of the focus blur in px. */
  readonly blur: number
  /** Strength of the camera's sharpening, 0 to 1. */
  readonly sharpening: number
  /** Deviation of the section's thickness over the tile, as a fraction. */
  readonly unevenness: number
  /** Stray light: share of the white that reaches every pixel whatever lies under it, 0 to 1. */
  readonly glare: number
  /** Deviation of the sensor noise in grey levels. */
  readonly noise: number
}

/** Mean colour vectors, near to those of the scanner of Kather et al. 2016 (estimated by eye and by class means). */
const HAEMATOXYLIN: StainVector = [0.84, 1.14, 0.66]
const EOSIN: StainVector = [0.27, 0.98, 0.56]
const ERYTHRIN: StainVector = [0.18, 1.05, 1.05]

function variedStain(
  rng: UniformSource,
  mean: StainVector,
  shift: StainVector,
  strength: number,
): StainVector {
  const along = clamp(nearNormal(rng), -1.1, 1.9)
  const [red, green, blue] = mean
  const channel = (value: number, by: number) =>
    Math.max(0.03, (value + by * along) * strength * (1 + 0.05 * nearNormal(rng)))
  return [channel(red, shift[0]), channel(green, shift[1]), channel(blue, shift[2])]
}

/** Draws staining, light, focus and sensor of one tile. Wide on purpose: colour alone must not tell the class. */
export function drawOptics(rng: UniformSource): Optics {
  const overall = between(rng, 0.52, 1.5)
  const balance = between(rng, 0.72, 1.36)
  const brightness = between(rng, 208, 250)
  const cast = () => clamp(brightness + 1.4 * nearNormal(rng), 200, 252)
  return {
    haematoxylin: variedStain(rng, HAEMATOXYLIN, [0.13, -0.03, -0.11], overall * balance),
    eosin: variedStain(rng, EOSIN, [0.1, -0.03, -0.11], overall / balance),
    erythrin: variedStain(rng, ERYTHRIN, [0.02, -0.03, -0.05], overall / balance),
    white: [cast(), cast(), cast()],
    gradientX: 0.07 * nearNormal(rng),
    gradientY: 0.07 * nearNormal(rng),
    blur: chance(rng, 0.08) ? between(rng, 0.72, 0.9) : between(rng, 0.45, 0.72),
    sharpening: between(rng, 0.2, 0.5),
    unevenness: between(rng, 0.08, 0.38),
    glare: chance(rng, 0.6) ? between(rng, 0, 0.12) : 0,
    noise: between(rng, 1.2, 3.2),
  }
}
