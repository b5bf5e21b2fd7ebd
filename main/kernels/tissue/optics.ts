import { between, chance, nearNormal, type UniformSource } from './draws.ts'
import { clamp, exponential } from './deterministic-math.ts'
import { noise } from './noise.ts'
import type { TissueCanvas } from './tissue-canvas.ts'

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
  const along = clamp(nearNormal(rng), -1.5, 1.9)
  const [red, green, blue] = mean
  const channel = (value: number, by: number) =>
    Math.max(0.03, (value + by * along) * strength * (1 + 0.05 * nearNormal(rng)))
  return [channel(red, shift[0]), channel(green, shift[1]), channel(blue, shift[2])]
}

/** Draws staining, light, focus and sensor of one tile. Wide on purpose: colour alone must not tell the class. */
export function drawOptics(rng: UniformSource): Optics {
  const overall = between(rng, 0.56, 1.4)
  const balance = between(rng, 0.76, 1.32)
  const brightness = between(rng, 216, 250)
  const cast = () => clamp(brightness + 1.4 * nearNormal(rng), 200, 252)
  return {
    haematoxylin: variedStain(rng, HAEMATOXYLIN, [0.13, -0.03, -0.11], overall * balance),
    eosin: variedStain(rng, EOSIN, [0.1, -0.03, -0.11], overall / balance),
    erythrin: variedStain(rng, ERYTHRIN, [0.02, -0.03, -0.05], overall / balance),
    white: [cast(), cast(), cast()],
    gradientX: 0.05 * nearNormal(rng),
    gradientY: 0.05 * nearNormal(rng),
    blur: chance(rng, 0.15) ? between(rng, 0.85, 1.05) : between(rng, 0.42, 0.8),
    sharpening: between(rng, 0.1, 0.5),
    noise: between(rng, 1.2, 3.2),
  }
}

const TABLE_STEPS_PER_UNIT = 256
/** exp(-d) at steps of 1/256 up to a density of 12. */
const TRANSMISSION = Float32Array.from({ length: 12 * TABLE_STEPS_PER_UNIT + 2 }, (_, step) =>
  exponential(-step / TABLE_STEPS_PER_UNIT),
)

/** Share of light that passes a density (Beer-Lambert), linear between table entries. */
function transmission(density: number): number {
  const position = clamp(density, 0, 12) * TABLE_STEPS_PER_UNIT
  const step = Math.floor(position)
  const low = TRANSMISSION[step]!
  return low + (position - step) * (TRANSMISSION[step + 1]! - low)
}

/**
 * Turns dye amounts into an 8-bit picture: mixes optical densities, lets the light through, blurs, sharpens, adds noise.
 * @returns [size * size * 3], row-major RGB
 */
export function renderTile(canvas: TissueCanvas, rng: UniformSource, optics: Optics): Uint8Array {
  const { size } = canvas
  const rgb = new Uint8Array(size * size * 3)
  const grain = sensorNoise(rng, size, optics.noise)
  const clumping = between(rng, 0, 64)
  for (let channel = 0; channel < 3; channel++) {
    const light = transmittedLight(canvas, optics, channel, clumping)
    const soft = blurPlane(light, size, optics.blur)
    const softer = blurPlane(soft, size, 0.8)
    for (let index = 0; index < light.length; index++) {
      const value = soft[index]! + optics.sharpening * (soft[index]! - softer[index]!)
      rgb[index * 3 + channel] = Math.floor(clamp(value + grain[index * 3 + channel]! + 0.5, 0, 255))
    }
  }
  return rgb
}

function transmittedLight(
  canvas: TissueCanvas,
  optics: Optics,
  channel: number,
  clumping: number,
): Float32Array {
  const { size, haematoxylin, eosin, erythrin } = canvas
  const h = optics.haematoxylin[channel]!
  const e = optics.eosin[channel]!
  const r = optics.erythrin[channel]!
  const white = optics.white[channel]!
  const light = new Float32Array(size * size)
  for (let y = 0; y < size; y++) {
    const rowLight = 1 + optics.gradientY * (y / (size - 1) - 0.5)
    for (let x = 0; x < size; x++) {
      const index = y * size + x
      const uneven = 1 + 0.1 * noise(x / 2.3 + clumping, y / 2.3)
      const density = (haematoxylin[index]! * h + eosin[index]! * e + erythrin[index]! * r) * uneven
      const columnLight = optics.gradientX * (x / (size - 1) - 0.5)
      light[index] = white * (rowLight + columnLight) * transmission(density)
    }
  }
  return light
}

/** White noise from integer hashes: mostly common to the three channels, partly their own. */
function sensorNoise(rng: UniformSource, size: number, deviation: number): Float32Array {
  const grain = new Float32Array(size * size * 3)
  let state = Math.floor(rng.uniform() * 4294967296) | 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 16) + ((Math.imul(state, 0x2c1b3c6d) >>> 16) & 0xffff) - 65535
  }
  const scale = (deviation * 2.45) / 65536
  for (let index = 0; index < grain.length; index += 3) {
    const common = 0.8 * next()
    for (let channel = 0; channel < 3; channel++) grain[index + channel] = (common + 0.6 * next()) * scale
  }
  return grain
}

/** Separable blur with the five-tap kernel of the wanted deviation (px, at most about 1.2); edges repeat. */
function blurPlane(plane: Float32Array, size: number, deviation: number): Float32Array {
  const near = exponential(-0.5 / (deviation * deviation))
  const far = exponential(-2 / (deviation * deviation))
  const total = 1 + 2 * near + 2 * far
  const weights = [1 / total, near / total, far / total] as const
  return blurAxis(blurAxis(plane, size, weights, 1, size), size, weights, size, 1)
}

function blurAxis(
  plane: Float32Array,
  size: number,
  weights: readonly [number, number, number],
  step: number,
  lineStep: number,
): Float32Array {
  const [centre, near, far] = weights
  const last = size - 1
  const out = new Float32Array(plane.length)
  for (let line = 0; line < size; line++) {
    const start = line * lineStep
    for (let position = 0; position < size; position++) {
      const at = (offset: number) => plane[start + step * Math.min(last, Math.max(0, position + offset))]!
      out[start + step * position] = centre * at(0) + near * (at(-1) + at(1)) + far * (at(-2) + at(2))
    }
  }
  return out
}
