import { cellularField } from './cellular.ts'
import { noiseRegion, paintCytoplasm } from './cytoplasm.ts'
import { smoothStep } from './deterministic-math.ts'
import { commonDistractors, strayLymphocytes } from './distractors.ts'
import { between, chance, integerBetween, randomDirection, type UniformSource } from './draws.ts'
import { paintFibres } from './fibres.ts'
import { grainyNoise, noise } from './noise.ts'
import { lymphocyte } from './nucleus-kinds.ts'
import { stampNucleus, stampSpot } from './nucleus.ts'
import { countForSize, liesWithin } from './placement.ts'
import { blendPixel, coverageAt, type Region, type TissueCanvas } from './tissue-canvas.ts'

/** 05_DEBRIS: webs of mucus, granular red necrosis with crumbled nuclei, or islands of one in the other. */
export function paintDebris(canvas: TissueCanvas, rng: UniformSource): void {
  const kind = rng.uniform()
  if (kind < 0.42) paintMucus(canvas, rng)
  else if (kind < 0.68) paintNecrosis(canvas, rng, null)
  else {
    const necrotic = chance(rng, 0.72)
    if (necrotic && chance(rng, 0.75)) paintMucus(canvas, rng)
    const islands = noiseRegion(rng, canvas.size, {
      share: between(rng, 0.4, 0.7),
      scale: between(rng, 26, 60),
    })
    if (necrotic) paintNecrosis(canvas, rng, islands)
    else paintShreds(canvas, rng, islands)
  }
  if (chance(rng, 0.4)) strayLymphocytes(canvas, rng, integerBetween(rng, 1, 4))
  commonDistractors(canvas, rng)
}

/** Foam and strands of mucus: walls of warped cells at two sizes, a blue-grey haze, shrunken cells caught in it. */
function paintMucus(canvas: TissueCanvas, rng: UniformSource): void {
  const { size } = canvas
  const coarse = cellularField(rng, size, { spacing: between(rng, 20, 38), warp: between(rng, 3, 7) })
  const fine = cellularField(rng, size, { spacing: between(rng, 7, 13), warp: between(rng, 1, 2.5) })
  const strength = between(rng, 0.3, 1.15)
  const pinkness = between(rng, 0.3, 1.3)
  const foam = between(rng, 0.3, 1)
  const seed = between(rng, 0, 64)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const index = y * size + x
      const slow = noise(x / 32 + seed, y / 32)
      const density = Math.max(0.25, 0.85 + 0.4 * slow)
      const strand =
        smoothStep(3.2 + 1.4 * slow, 0, coarse.wall[index]!) *
        Math.max(0, 0.7 + 0.5 * noise(x / 20, y / 20 + seed))
      const foamWall =
        smoothStep(2.1, 0, fine.wall[index]!) * foam * Math.max(0, 0.7 + 0.5 * noise(x / 24 + seed, y / 24))
      const haze = 0.34 * Math.max(0, 1 + 0.5 * grainyNoise(x / 5 + seed, y / 5))
      const tone = strength * density * (haze + 0.85 * strand + 0.6 * foamWall)
      blendPixel(canvas, index, 1, tone, tone * pinkness * (0.8 + 0.2 * slow), 0)
      canvas.evidence[index] = tone > 0.07 ? 1 : 0
    }
  }
  paintCaughtCells(canvas, rng, integerBetween(rng, 0, 9), null)
}

/** Structureless red grain with cracks, ghost outlines and the dust of crumbled nuclei. */
function paintNecrosis(canvas: TissueCanvas, rng: UniformSource, region: Region): void {
  const { size } = canvas
  const red = between(rng, 0, 1)
  paintCytoplasm(canvas, rng, {
    haematoxylin: between(rng, 0.05, 0.7),
    eosin: between(rng, 0.3, 0.95),
    erythrin: 0.6 * red * red,
    grain: between(rng, 1.5, 2.5),
    contrast: between(rng, 0.5, 0.75),
    gaps: between(rng, 0, 0.3),
    gapSize: between(rng, 12, 26),
    region,
    evidence: 1,
  })
  const clods = cellularField(rng, size, { spacing: between(rng, 14, 26), warp: between(rng, 3, 6) })
  const depth = between(rng, 0.3, 0.9)
  const seed = between(rng, 0, 64)
  for (let index = 0; index < size * size; index++) {
    const open =
      depth * Math.max(0, 0.35 + 0.6 * noise((index % size) / 26 + seed, Math.floor(index / size) / 26))
    const crack = Math.min(1, open) * smoothStep(1.7, 0.1, clods.wall[index]!) * coverageAt(region, index)
    canvas.haematoxylin[index]! *= 1 - crack
    canvas.eosin[index]! *= 1 - crack
    canvas.erythrin[index]! *= 1 - crack
  }
  const dust = countForSize(size, integerBetween(rng, 25, 220))
  for (let n = 0; n < dust; n++) {
    const x = between(rng, 0, size)
    const y = between(rng, 0, size)
    const radius = between(rng, 0.3, 1.9)
    const haematoxylin = between(rng, 0.5, 1.5)
    if (region === null || liesWithin(region, size, x, y)) {
      stampSpot(canvas, { x, y, radius, haematoxylin, eosin: 0.5, erythrin: 0.2 * red })
    }
  }
  paintCaughtCells(canvas, rng, integerBetween(rng, 2, 14), region)
}

/** Torn eosin-red shreds in bare glass: fibres without cells, bent and broken. */
function paintShreds(canvas: TissueCanvas, rng: UniformSource, region: Region): void {
  paintFibres(canvas, rng, {
    direction: randomDirection(rng),
    waviness: between(rng, 10, 24),
    eosin: between(rng, 0.5, 1),
    erythrin: between(rng, 0.1, 0.5),
    haematoxylin: between(rng, 0.03, 0.2),
    fineness: between(rng, 0.7, 1.1),
    contrast: between(rng, 0.7, 1),
    clefts: between(rng, 0.35, 0.5),
    region,
    evidence: 1,
  })
  paintCaughtCells(canvas, rng, integerBetween(rng, 2, 10), region)
}

/** Shrunken smudged nuclei, single or in short rows; part of the debris. */
function paintCaughtCells(canvas: TissueCanvas, rng: UniformSource, count: number, region: Region): void {
  for (let n = 0; n < countForSize(canvas.size, count); n++) {
    const x = between(rng, 0, canvas.size)
    const y = between(rng, 0, canvas.size)
    const direction = randomDirection(rng)
    const cell = lymphocyte(rng, { x, y, direction, evidence: 1 }, between(rng, 0.45, 0.95))
    if (region !== null && !liesWithin(region, canvas.size, x, y)) continue
    stampNucleus(canvas, rng, {
      ...cell,
      short: cell.short * between(rng, 0.5, 1),
      irregularity: between(rng, 0.12, 0.28),
      eosinKept: 1,
      density: cell.density * between(rng, 0.6, 1),
    })
  }
}
