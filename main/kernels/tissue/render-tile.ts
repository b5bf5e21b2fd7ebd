import { clamp, exponential } from './deterministic-math.ts'
import { between, type UniformSource } from './draws.ts'
import { noise } from './noise.ts'
import type { Optics } from './optics.ts'
import type { TissueCanvas } from './tissue-canvas.ts'

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
  const { glare, unevenness } = optics
  const light = new Float32Array(size * size)
  for (let y = 0; y < size; y++) {
    const rowLight = 1 + optics.gradientY * (y / (size - 1) - 0.5)
    for (let x = 0; x < size; x++) {
      const index = y * size + x
      const thickness = 1 + unevenness * noise(x / 48 + clumping, y / 48)
      const uneven = Math.max(0.35, thickness) * (1 + 0.1 * noise(x / 2.3 + clumping, y / 2.3))
      const density = (haematoxylin[index]! * h + eosin[index]! * e + erythrin[index]! * r) * uneven
      const columnLight = optics.gradientX * (x / (size - 1) - 0.5)
      light[index] = white * (rowLight + columnLight) * (glare + (1 - glare) * transmission(density))
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
