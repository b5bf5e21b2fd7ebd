import { smoothStep } from './deterministic-math.ts'
import { between, type Direction, type UniformSource } from './draws.ts'
import { noise } from './noise.ts'
import { blendPixel, type TissueCanvas } from './tissue-canvas.ts'

/** A bag of pale content with a thin wall: goblet, lumen, fat drop. Lengths in px. */
export interface Vacuole {
  readonly x: number
  readonly y: number
  readonly long: number
  readonly short: number
  readonly direction: Direction
  /** Widening towards +direction: 0 is an ellipse, 0.5 a drop. */
  readonly taper: number
  /** Amounts of the content (mucin is pale blue-grey, fat and lumen are bare). */
  readonly haematoxylin: number
  readonly eosin: number
  /** Strength of the web in the content. */
  readonly web: number
  /** Extra haematoxylin and eosin in the wall. */
  readonly wall: number
  readonly softness: number
  readonly opacity: number
  readonly evidence: 0 | 1 | null
}

/** Paints a vacuole over what lies there. */
export function stampVacuole(canvas: TissueCanvas, rng: UniformSource, vacuole: Vacuole): void {
  const { size } = canvas
  const { direction, long, short, taper } = vacuole
  const offset = between(rng, 0, 64)
  const reach = Math.max(long, short) * 1.6 + 3
  for (let y = Math.max(0, Math.floor(vacuole.y - reach)); y <= Math.min(size - 1, vacuole.y + reach); y++) {
    for (
      let x = Math.max(0, Math.floor(vacuole.x - reach));
      x <= Math.min(size - 1, vacuole.x + reach);
      x++
    ) {
      const dx = x - vacuole.x
      const dy = y - vacuole.y
      const p = (dx * direction.x + dy * direction.y) / long
      if (p > 1.4 || p < -1.4) continue
      const q = (dy * direction.x - dx * direction.y) / (short * (1 + taper * p))
      const radius = Math.sqrt(p * p + q * q) * (1 + 0.09 * noise(p * 0.8 + offset, q * 0.8))
      const inward = (1 - radius) * Math.min(long, short)
      if (inward > -3.5) stampPixel(canvas, y * size + x, vacuole, inward, x + offset, y + offset)
    }
  }
}

function stampPixel(
  canvas: TissueCanvas,
  index: number,
  vacuole: Vacuole,
  inward: number,
  textureX: number,
  textureY: number,
): void {
  const { softness } = vacuole
  const coverage = smoothStep(-softness, softness, inward) * vacuole.opacity
  const strand = 1 - Math.min(1, Math.abs(noise(textureX / 7, textureY / 7) * 2.2))
  const haze = noise(textureX / 4.5 + 31, textureY / 4.5)
  const content = vacuole.web * (1.1 * strand - 0.3 + 0.4 * haze)
  const fromWall = inward / (softness * 1.25)
  const wall = fromWall > -1 && fromWall < 1 ? vacuole.wall * (1 - fromWall * fromWall) : 0
  const broken = 0.75 + 0.35 * noise(textureX / 13, textureY / 13 + 9)
  blendPixel(
    canvas,
    index,
    coverage,
    Math.max(0, vacuole.haematoxylin * (1 + content)),
    Math.max(0, vacuole.eosin * (1 + 0.8 * content)),
    0,
  )
  canvas.haematoxylin[index]! += wall * 0.75 * broken
  canvas.eosin[index]! += wall * 0.6 * broken
  if (vacuole.evidence !== null && coverage > 0.5) canvas.evidence[index] = vacuole.evidence
}
