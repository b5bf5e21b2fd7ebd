import { capillary, commonDistractors, redBloodCells } from './distractors.ts'
import {
  between,
  chance,
  integerBetween,
  jitteredDirection,
  randomDirection,
  type UniformSource,
} from './draws.ts'
import { lymphocyte, tumourNucleus } from './nucleus-kinds.ts'
import { stampNucleus } from './nucleus.ts'
import { countForSize, scatter } from './placement.ts'
import { paintStromaBed } from './stroma-bed.ts'
import type { TissueCanvas } from './tissue-canvas.ts'
import { stampVacuole } from './vacuoles.ts'

/** 03_COMPLEX: a bed of collagen sown with immune cells and single tumour cells; those cells are the evidence. */
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
  sowTumourCells(canvas, rng, integerBetween(rng, 2, 8))
  const immune = integerBetween(rng, 30, 66)
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
