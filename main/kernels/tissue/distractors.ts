import { smoothStep } from './deterministic-math.ts'
import { between, chance, integerBetween, randomDirection, type UniformSource } from './draws.ts'
import { noise } from './noise.ts'
import { lymphocyte } from './nucleus-kinds.ts'
import { stampNucleus } from './nucleus.ts'
import { blendPixel, type TissueCanvas } from './tissue-canvas.ts'
import { stampVacuole } from './vacuoles.ts'

/** Lymphocytes that happen to lie about: they occur in every class and are evidence of none. */
export function strayLymphocytes(canvas: TissueCanvas, rng: UniformSource, count: number): void {
  for (let n = 0; n < count; n++) {
    const x = between(rng, 0, canvas.size)
    const y = between(rng, 0, canvas.size)
    stampNucleus(canvas, rng, lymphocyte(rng, { x, y, direction: randomDirection(rng), evidence: 0 }))
  }
}

/** A cluster of red blood cells, each a disc with a paler middle, some merged. */
export function redBloodCells(canvas: TissueCanvas, rng: UniformSource, count: number): void {
  const centreX = between(rng, 0, canvas.size)
  const centreY = between(rng, 0, canvas.size)
  const spread = 4 + 3.2 * Math.sqrt(count)
  for (let n = 0; n < count; n++) {
    const radius = between(rng, 4.6, 6.6)
    const x = centreX + spread * between(rng, -1, 1)
    const y = centreY + spread * between(rng, -1, 1)
    const erythrin = between(rng, 0.85, 1.5)
    stampRedCell(canvas, rng, { x, y, radius, erythrin })
  }
}

/** One red blood cell: an uneven disc, often dented, paler in the middle. */
function stampRedCell(
  canvas: TissueCanvas,
  rng: UniformSource,
  { x, y, radius, erythrin }: { x: number; y: number; radius: number; erythrin: number },
): void {
  const { size } = canvas
  const squash = between(rng, 0.7, 1)
  const direction = randomDirection(rng)
  const seed = between(rng, 0, 64)
  const reach = radius * 1.5 + 2
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(size - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(size - 1, x + reach); column++) {
      const dx = column - x
      const dy = row - y
      const p = (dx * direction.x + dy * direction.y) / radius
      const q = (dy * direction.x - dx * direction.y) / (radius * squash)
      const distance = Math.sqrt(p * p + q * q) * (1 + 0.14 * noise(p * 0.8 + seed, q * 0.8))
      const coverage = 0.92 * smoothStep(1.3, 0.75, distance)
      if (coverage <= 0) continue
      const index = row * size + column
      const tone = erythrin * (0.72 + 0.3 * distance + 0.1 * noise(column / 3 + seed, row / 3))
      blendPixel(canvas, index, coverage, 0.1, 0.2, tone)
      if (coverage > 0.5) canvas.evidence[index] = 0
    }
  }
}

/** A small vessel: a bare lumen in a pink wall, with some red blood cells in it. */
export function capillary(canvas: TissueCanvas, rng: UniformSource): void {
  const x = between(rng, 0, canvas.size)
  const y = between(rng, 0, canvas.size)
  const direction = randomDirection(rng)
  const long = between(rng, 10, 26)
  const short = between(rng, 6, 11)
  stampVacuole(canvas, rng, {
    x,
    y,
    long,
    short,
    direction,
    taper: 0,
    haematoxylin: 0.03,
    eosin: 0.05,
    web: 0.4,
    wall: 0.5,
    softness: 1.6,
    opacity: 0.95,
    evidence: 0,
  })
  const cells = integerBetween(rng, 0, 6)
  for (let n = 0; n < cells; n++) {
    const along = between(rng, -0.6, 0.6) * long
    stampRedCell(canvas, rng, {
      x: x + along * direction.x + between(rng, -2, 2),
      y: y + along * direction.y + between(rng, -2, 2),
      radius: between(rng, 4, 5.5),
      erythrin: between(rng, 0.85, 1.4),
    })
  }
}

/** Dust and grains of formalin pigment: soft uneven specks, mostly faint, now and then a flake or a thread. */
export function pigmentSpecks(canvas: TissueCanvas, rng: UniformSource, count: number): void {
  for (let n = 0; n < count; n++) {
    const long = chance(rng, 0.2) ? between(rng, 1.5, 4.5) : between(rng, 0.5, 1.5)
    const nucleus = {
      x: between(rng, 0, canvas.size),
      y: between(rng, 0, canvas.size),
      long,
      short: long * between(rng, 0.3, 1),
      direction: randomDirection(rng),
      density: between(rng, 0.1, 0.9),
      rim: 0,
      clumps: 0.2,
      clumpSize: 2,
      irregularity: between(rng, 0.1, 0.35),
      softness: between(rng, 1.2, 2.6),
      eosinKept: 1,
      opacity: between(rng, 0.5, 1),
      nucleoli: 0,
      evidence: 0,
    } as const
    stampNucleus(canvas, rng, nucleus)
  }
}

/** A fold of the section: a band across the tile where all dyes are denser. */
function tissueFold(canvas: TissueCanvas, rng: UniformSource): void {
  const { size } = canvas
  const direction = randomDirection(rng)
  const offset = between(rng, 0.1, 0.9) * size
  const width = between(rng, 5, 16)
  const gain = between(rng, 0.35, 0.8)
  const seed = between(rng, 0, 64)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const across =
        (x - size / 2) * direction.x +
        (y - size / 2) * direction.y +
        size / 2 -
        offset +
        9 * noise(x / 50 + seed, y / 50)
      const factor = 1 + gain * smoothStep(width, width * 0.5, Math.abs(across))
      if (factor === 1) continue
      const index = y * size + x
      canvas.haematoxylin[index]! *= factor
      canvas.eosin[index]! *= factor
      canvas.erythrin[index]! *= factor
    }
  }
}

/** What may turn up on any tile of tissue. */
export function commonDistractors(canvas: TissueCanvas, rng: UniformSource): void {
  if (chance(rng, 0.2)) redBloodCells(canvas, rng, integerBetween(rng, 1, 6))
  if (chance(rng, 0.15)) pigmentSpecks(canvas, rng, integerBetween(rng, 1, 8))
  if (chance(rng, 0.12)) tissueFold(canvas, rng)
}
