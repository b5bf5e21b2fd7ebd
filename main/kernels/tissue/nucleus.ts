import { clamp, smoothStep } from './deterministic-math.ts'
import { between, type Direction, type UniformSource } from './draws.ts'
import { noise } from './noise.ts'
import { blendPixel, type TissueCanvas } from './tissue-canvas.ts'

/** One nucleus: shape in px, chromatin in haematoxylin amounts. */
export interface Nucleus {
  readonly x: number
  readonly y: number
  /** Semi-axes. */
  readonly long: number
  readonly short: number
  readonly direction: Direction
  /** Mean amount of haematoxylin. */
  readonly density: number
  /** Extra at the nuclear membrane: high in vesicular nuclei. */
  readonly rim: number
  /** Strength of chromatin clumps. */
  readonly clumps: number
  /** Size of a chromatin clump in px. */
  readonly clumpSize: number
  /** How far the outline departs from an ellipse, as a fraction. */
  readonly irregularity: number
  /** Width of the soft edge in px: focus and section thickness. */
  readonly softness: number
  /** Share of the cytoplasm's eosin that shows through. */
  readonly eosinKept: number
  readonly nucleoli: number
  /** How much of what lies behind is hidden, 0 to 1: less for nuclei cut at their pole. */
  readonly opacity: number
  readonly evidence: 0 | 1
}

/** Paints a nucleus with a soft, uneven outline, chromatin texture and nucleoli over what lies there. */
export function stampNucleus(canvas: TissueCanvas, rng: UniformSource, nucleus: Nucleus): void {
  const { size } = canvas
  const { long, short, direction, softness, irregularity } = nucleus
  const offset = between(rng, 0, 64)
  const reach = Math.max(long, short) * (1 + irregularity) + softness + 1
  const top = Math.max(0, Math.floor(nucleus.y - reach))
  const bottom = Math.min(size - 1, Math.ceil(nucleus.y + reach))
  const left = Math.max(0, Math.floor(nucleus.x - reach))
  const right = Math.min(size - 1, Math.ceil(nucleus.x + reach))
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const dx = x - nucleus.x
      const dy = y - nucleus.y
      const p = (dx * direction.x + dy * direction.y) / long
      const q = (dy * direction.x - dx * direction.y) / short
      const square = p * p + q * q
      if (square > 2.6) continue
      const radius = Math.sqrt(square) * (1 + irregularity * noise(p * 0.7 + offset, q * 0.7))
      const coverage = smoothStep(-0.6, 0.6, ((1 - radius) * short) / softness)
      if (coverage > 0) stampPixel(canvas, y * size + x, nucleus, radius, coverage, offset + dx, dy + 7)
    }
  }
  for (let n = 0; n < nucleus.nucleoli; n++) stampNucleolus(canvas, rng, nucleus)
}

function stampPixel(
  canvas: TissueCanvas,
  index: number,
  nucleus: Nucleus,
  radius: number,
  coverage: number,
  textureX: number,
  textureY: number,
): void {
  const scale = 1 / nucleus.clumpSize
  const texture =
    noise(textureX * scale, textureY * scale) +
    0.5 * noise(textureX * scale * 2.2 + 9, textureY * scale * 2.2)
  const fromRim = (radius - 0.86) * 5
  const ring = fromRim > -1 && fromRim < 1 ? 1 - fromRim * fromRim : 0
  const under = canvas.haematoxylin[index]!
  const tone = nucleus.density * (1 + nucleus.clumps * texture) + nucleus.rim * ring + 0.14 * under
  const eosin = canvas.eosin[index]! * nucleus.eosinKept + 0.22
  const erythrin = canvas.erythrin[index]! * nucleus.eosinKept
  blendPixel(canvas, index, coverage * nucleus.opacity, clamp(tone, 0.08, 2.6), eosin, erythrin)
  if (coverage > 0.5) canvas.evidence[index] = nucleus.evidence
}

function stampNucleolus(canvas: TissueCanvas, rng: UniformSource, nucleus: Nucleus): void {
  const along = between(rng, -0.5, 0.5) * nucleus.long
  const across = between(rng, -0.45, 0.45) * nucleus.short
  const radius = between(rng, 1.2, 2.1)
  stampSpot(canvas, {
    x: nucleus.x + along * nucleus.direction.x - across * nucleus.direction.y,
    y: nucleus.y + along * nucleus.direction.y + across * nucleus.direction.x,
    radius,
    haematoxylin: nucleus.density + between(rng, 0.35, 0.7),
    eosin: 0.55,
    erythrin: 0,
  })
}

/** A small soft disc of dye that leaves the evidence as it is. */
export function stampSpot(
  canvas: TissueCanvas,
  spot: { x: number; y: number; radius: number; haematoxylin: number; eosin: number; erythrin: number },
): void {
  const { size } = canvas
  const reach = spot.radius + 1.5
  for (let y = Math.max(0, Math.ceil(spot.y - reach)); y <= Math.min(size - 1, spot.y + reach); y++) {
    for (let x = Math.max(0, Math.ceil(spot.x - reach)); x <= Math.min(size - 1, spot.x + reach); x++) {
      const distance = Math.sqrt((x - spot.x) * (x - spot.x) + (y - spot.y) * (y - spot.y))
      const coverage = smoothStep(1.1, -0.9, distance - spot.radius)
      if (coverage > 0) {
        blendPixel(canvas, y * size + x, coverage, spot.haematoxylin, spot.eosin, spot.erythrin)
      }
    }
  }
}
