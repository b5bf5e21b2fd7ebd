import {
  between,
  chance,
  integerBetween,
  jitteredDirection,
  randomDirection,
  type Direction,
  type UniformSource,
} from './draws.ts'
import { noiseRegion } from './cytoplasm.ts'
import { capillary, commonDistractors, countForSize, redBloodCells, strayLymphocytes } from './distractors.ts'
import { paintFibres } from './fibres.ts'
import { lymphocyte, spindleNucleus, stampNucleus, tumourNucleus } from './nuclei.ts'
import { scatter } from './placement.ts'
import type { Region, TissueCanvas } from './tissue-canvas.ts'
import { stampVacuole } from './vacuoles.ts'

/** A bed of collagen with its fibroblasts: the ground of both stroma classes, and a distractor in others. */
export function paintStromaBed(
  canvas: TissueCanvas,
  rng: UniformSource,
  options: { region: Region; evidence: 0 | 1; fibroblasts: number; clefts: number },
): Direction {
  const { region, evidence, fibroblasts, clefts } = options
  const direction = randomDirection(rng)
  const dense = between(rng, 0.4, 1.3)
  paintFibres(canvas, rng, {
    direction,
    waviness: between(rng, 4, 15),
    eosin: dense,
    erythrin: chance(rng, 0.25) ? between(rng, 0.1, 0.45) : 0,
    haematoxylin: between(rng, 0.05, 0.45),
    fineness: between(rng, 0.8, 1.35),
    contrast: between(rng, 0.35, 0.85),
    clefts,
    region,
    evidence,
  })
  if (region === null && chance(rng, 0.4)) paintCrossingBundle(canvas, rng, dense, evidence)
  const places = scatter(rng, {
    size: canvas.size,
    margin: 6,
    spacing: 15,
    count: countForSize(canvas.size, fibroblasts),
    attempts: fibroblasts * 12,
    accepts: (x, y) => region === null || isInside(region, canvas.size, x, y),
  })
  for (const { x, y } of places) {
    const along = jitteredDirection(rng, direction, 0.28)
    stampNucleus(canvas, rng, spindleNucleus(rng, { x, y, direction: along, evidence }))
  }
  return direction
}

/** A bundle that runs another way across the bed. */
function paintCrossingBundle(canvas: TissueCanvas, rng: UniformSource, dense: number, evidence: 0 | 1): void {
  paintFibres(canvas, rng, {
    direction: randomDirection(rng),
    waviness: between(rng, 4, 18),
    eosin: dense * between(rng, 0.75, 1.3),
    erythrin: 0,
    haematoxylin: between(rng, 0.06, 0.25),
    fineness: between(rng, 0.8, 1.6),
    contrast: between(rng, 0.4, 0.9),
    clefts: between(rng, 0, 0.4),
    region: noiseRegion(rng, canvas.size, {
      share: between(rng, 0.25, 0.5),
      scale: between(rng, 40, 75),
      softness: 0.35,
    }),
    evidence,
  })
}

function isInside(region: Float32Array, size: number, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= size || y >= size) return false
  return region[Math.floor(y) * size + Math.floor(x)]! > 0.5
}

/** 02_STROMA: collagen and smooth muscle with spindle nuclei; the evidence is fibres and spindles. */
export function paintStroma(canvas: TissueCanvas, rng: UniformSource): void {
  paintStromaBed(canvas, rng, {
    region: null,
    evidence: 1,
    fibroblasts: integerBetween(rng, 6, 40),
    clefts: between(rng, 0, 0.5),
  })
  if (chance(rng, 0.35)) capillary(canvas, rng)
  if (chance(rng, 0.4)) strayLymphocytes(canvas, rng, integerBetween(rng, 1, 7))
  commonDistractors(canvas, rng)
}

/** 03_COMPLEX: the same bed, sown with immune cells and single tumour cells; those cells are the evidence. */
export function paintComplex(canvas: TissueCanvas, rng: UniformSource): void {
  const { size } = canvas
  const direction = paintStromaBed(canvas, rng, {
    region: null,
    evidence: 0,
    fibroblasts: integerBetween(rng, 5, 16),
    clefts: between(rng, 0.05, 0.5),
  })
  if (chance(rng, 0.5)) capillary(canvas, rng)
  if (chance(rng, 0.3)) redBloodCells(canvas, rng, integerBetween(rng, 3, 14))
  sowTumourCells(canvas, rng, integerBetween(rng, 2, 9))
  const immune = integerBetween(rng, 20, 85)
  const places = scatter(rng, {
    size,
    margin: 4,
    spacing: 9.5,
    count: countForSize(size, immune),
    attempts: countForSize(size, immune * 4),
  })
  const crushed = between(rng, 0, 0.5)
  for (const { x, y } of places) {
    const along = jitteredDirection(rng, direction, 0.6)
    const cell = lymphocyte(rng, { x, y, direction: along, evidence: 1 }, between(rng, 0.8, 1.1))
    const squeeze = chance(rng, crushed) ? between(rng, 0.5, 0.75) : 1
    stampNucleus(canvas, rng, {
      ...cell,
      short: cell.short * squeeze,
      irregularity: cell.irregularity + 0.05,
    })
  }
  commonDistractors(canvas, rng)
}

/** Single tumour cells, each with its cytoplasm, strewn through stroma. */
function sowTumourCells(canvas: TissueCanvas, rng: UniformSource, count: number): void {
  const places = scatter(rng, {
    size: canvas.size,
    margin: 6,
    spacing: 22,
    count: countForSize(canvas.size, count),
    attempts: 20 * count,
  })
  for (const { x, y } of places) {
    const direction = randomDirection(rng)
    const long = between(rng, 12, 16)
    stampVacuole(canvas, rng, {
      x,
      y,
      long,
      short: long * between(rng, 0.7, 0.9),
      direction,
      taper: between(rng, -0.2, 0.2),
      haematoxylin: 0.36,
      eosin: 0.62,
      web: 0.5,
      wall: 0.1,
      softness: 2.2,
      opacity: 0.85,
      evidence: 1,
    })
    stampNucleus(canvas, rng, tumourNucleus(rng, { x, y, direction, evidence: 1 }, 1))
  }
}
