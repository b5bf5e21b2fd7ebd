import { cellsAlong, type CryptCell } from './crypt-cells.ts'
import { smoothStep } from './deterministic-math.ts'
import { between, chance, type Direction, type UniformSource } from './draws.ts'
import { grainyNoise, noise } from './noise.ts'
import { columnarNucleus } from './nucleus-kinds.ts'
import { stampNucleus } from './nucleus.ts'
import { blendPixel, type TissueCanvas } from './tissue-canvas.ts'
import { stampVacuole } from './vacuoles.ts'

/** A crypt of the bowel, cut across (half = 0) or lengthwise: all points within `radius` of a segment. Lengths in px. */
export interface Crypt {
  readonly x: number
  readonly y: number
  readonly direction: Direction
  /** Half the length of the segment. */
  readonly half: number
  readonly radius: number
  /** Share of cells that are goblet cells. */
  readonly goblets: number
  /** Haematoxylin of the mucin. */
  readonly mucin: number
  /** Radius of the lumen as a fraction. */
  readonly lumen: number
}

/** Paints epithelium, lumen, goblets and basal nuclei of one crypt. */
export function paintCrypt(canvas: TissueCanvas, rng: UniformSource, crypt: Crypt): void {
  const seed = between(rng, 0, 64)
  paintEpithelium(canvas, rng, crypt, seed)
  const cells = cellsAlong(rng, crypt)
  for (const cell of cells) paintGoblet(canvas, rng, crypt, cell, seed)
  for (const cell of cells) paintBasalNuclei(canvas, rng, crypt, cell, seed)
}

/** Distance from the segment, and the wobble of the outline that all parts of the crypt share. */
function wobble(crypt: Crypt, x: number, y: number, seed: number): number {
  return 1 + 0.055 * noise((x - crypt.x) / 42 + seed, (y - crypt.y) / 42)
}

/** Stain of one crypt's epithelium and of the mucus in its lumen. */
interface CryptStain {
  readonly haematoxylin: number
  readonly eosin: number
  readonly mucus: number
  readonly seed: number
}

function paintEpithelium(canvas: TissueCanvas, rng: UniformSource, crypt: Crypt, seed: number): void {
  const { size } = canvas
  const { direction, half, radius } = crypt
  const stain = {
    haematoxylin: between(rng, 0.3, 0.55),
    eosin: between(rng, 0.4, 0.8),
    mucus: between(rng, 0.25, 1),
    seed,
  }
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = x - crypt.x
      const dy = y - crypt.y
      const along = dx * direction.x + dy * direction.y
      const beyond = Math.max(0, Math.abs(along) - half)
      const across = dy * direction.x - dx * direction.y
      const distance = Math.sqrt(beyond * beyond + across * across) * wobble(crypt, x, y, seed)
      if (distance > radius + 7) continue
      paintWallPixel(canvas, x, y, stain, radius - distance)
      paintLumenPixel(canvas, x, y, stain, crypt.lumen * radius, distance)
    }
  }
}

/** Basement membrane and cytoplasm, darker at the base; `inward` is the depth below the outline in px. */
function paintWallPixel(canvas: TissueCanvas, x: number, y: number, stain: CryptStain, inward: number): void {
  const index = y * canvas.size + x
  const membrane = smoothStep(5, 1, Math.abs(inward + 2.5))
  blendPixel(canvas, index, 0.75 * membrane, 0.12, 0.75, 0)
  const tone = 1 + 0.2 * grainyNoise(x / 4.5 + stain.seed, y / 4.5)
  const basal = smoothStep(22, 4, inward)
  const coverage = smoothStep(-1.5, 1.5, inward)
  blendPixel(canvas, index, coverage, stain.haematoxylin * tone * (0.75 + 0.8 * basal), stain.eosin * tone, 0)
  if (coverage > 0.5) canvas.evidence[index] = 1
}

/** The lumen with its ragged brim and strands of mucus. */
function paintLumenPixel(
  canvas: TissueCanvas,
  x: number,
  y: number,
  { mucus, seed }: CryptStain,
  lumen: number,
  distance: number,
): void {
  const index = y * canvas.size + x
  const ragged = lumen * (1 + 0.22 * noise(x / 16, y / 16 + seed)) - distance
  if (ragged < -3.2) return
  const open = smoothStep(-1.6, 1.6, ragged)
  const strand = 1 - Math.min(1, Math.abs(noise(x / 10 + seed, y / 10)) * 2)
  const content = mucus * (0.1 + 0.14 * strand + 0.04 * grainyNoise(x / 4.5 + seed, y / 4.5))
  blendPixel(canvas, index, open, Math.max(0, content), Math.max(0, 0.6 * content), 0)
  const fromBrim = (ragged + 0.5) / 2.6
  const brim = fromBrim > -1 && fromBrim < 1 ? 0.3 * (1 - fromBrim * fromBrim) : 0
  canvas.haematoxylin[index]! += brim
  canvas.eosin[index]! += brim
}

function paintGoblet(
  canvas: TissueCanvas,
  rng: UniformSource,
  crypt: Crypt,
  cell: CryptCell,
  seed: number,
): void {
  const isGoblet = chance(rng, crypt.goblets)
  const lumen = crypt.lumen * crypt.radius
  const outer = crypt.radius - between(rng, 9, 15)
  const inner = lumen + between(rng, -2, 0.35 * (outer - lumen))
  const middle = (outer + inner) / 2
  const long = (outer - inner) / 2
  const mucin = crypt.mucin * between(rng, 0.6, 1.6)
  const narrowing = crypt.half > 0 ? 0.8 : 0.66
  const size = between(rng, 0.86, 1.05)
  const x = cell.x + cell.normal.x * middle
  const y = cell.y + cell.normal.y * middle
  const shrink = 1 / wobble(crypt, x, y, seed)
  stampVacuole(canvas, rng, {
    x: crypt.x + (x - crypt.x) * shrink,
    y: crypt.y + (y - crypt.y) * shrink,
    long,
    short: (cell.width / 2) * narrowing * size,
    direction: cell.normal,
    taper: 0.42,
    haematoxylin: isGoblet ? mucin : 0.34,
    eosin: isGoblet ? mucin * between(rng, 0.5, 1.1) : 0.5,
    web: 1,
    wall: isGoblet ? 0.34 : 0.2,
    softness: 1.6,
    opacity: isGoblet ? 0.93 : 0.5,
    evidence: 1,
  })
}

function paintBasalNuclei(
  canvas: TissueCanvas,
  rng: UniformSource,
  crypt: Crypt,
  cell: CryptCell,
  seed: number,
): void {
  const count = chance(rng, 0.75) ? 2 : 1
  for (let n = 0; n < count; n++) {
    const depth = crypt.radius - between(rng, 4.5, 10)
    const aside = (count === 1 ? 0 : (n - 0.5) * cell.width * 0.52) + between(rng, -2, 2)
    const x = cell.x + cell.normal.x * depth - cell.normal.y * aside
    const y = cell.y + cell.normal.y * depth + cell.normal.x * aside
    const shrink = 1 / wobble(crypt, x, y, seed)
    const flat = chance(rng, 0.5)
    stampNucleus(
      canvas,
      rng,
      columnarNucleus(rng, {
        x: crypt.x + (x - crypt.x) * shrink,
        y: crypt.y + (y - crypt.y) * shrink,
        direction: flat ? { x: -cell.normal.y, y: cell.normal.x } : cell.normal,
        evidence: 1,
      }),
    )
  }
}
