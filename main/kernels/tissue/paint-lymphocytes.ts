import { noiseRegion, paintCytoplasm } from './cytoplasm.ts'
import { capillary, commonDistractors, redBloodCells } from './distractors.ts'
import { between, chance, integerBetween, randomDirection, type UniformSource } from './draws.ts'
import { lymphocyte, tumourNucleus } from './nucleus-kinds.ts'
import { stampNucleus } from './nucleus.ts'
import { countForSize, liesWithin, scatter } from './placement.ts'
import { paintStromaBed } from './stroma-bed.ts'
import type { TissueCanvas } from './tissue-canvas.ts'

/** 04_LYMPHO: a crowd of small round dark nuclei with thin pale cytoplasm and gaps; the crowd is the evidence. */
export function paintLymphocytes(canvas: TissueCanvas, rng: UniformSource): void {
  const { size } = canvas
  const crowd = chance(rng, 0.45)
    ? noiseRegion(rng, size, { share: between(rng, 0.72, 0.94), scale: between(rng, 45, 75) })
    : null
  if (crowd !== null) {
    paintStromaBed(canvas, rng, {
      region: null,
      evidence: 0,
      fibroblasts: 10,
      clefts: between(rng, 0.1, 0.45),
    })
  }
  paintCytoplasm(canvas, rng, {
    haematoxylin: between(rng, 0.1, 0.5),
    eosin: between(rng, 0.3, 0.85),
    erythrin: chance(rng, 0.35) ? between(rng, 0, 0.35) : 0,
    grain: between(rng, 4, 6),
    contrast: between(rng, 0.4, 0.7),
    gaps: between(rng, 0.1, 0.58),
    gapSize: between(rng, 5.5, 10),
    region: crowd,
    evidence: 0,
  })
  if (chance(rng, 0.45)) capillary(canvas, rng)
  const packing = between(rng, 9.4, 12.2)
  const places = scatter(rng, {
    size,
    margin: 6,
    spacing: packing,
    count: 1e6,
    attempts: countForSize(size, 900),
    accepts: (x, y) => crowd === null || liesWithin(crowd, size, x, y),
  })
  const scale = between(rng, 0.88, 1.06)
  const paleness = between(rng, 0.68, 1.08)
  for (const { x, y } of places) {
    const placed = { x, y, direction: randomDirection(rng), evidence: 1 } as const
    if (chance(rng, 0.04)) stampNucleus(canvas, rng, tumourNucleus(rng, { ...placed, evidence: 0 }, 1.2))
    else {
      const cell = lymphocyte(rng, placed, scale)
      stampNucleus(canvas, rng, { ...cell, density: cell.density * paleness })
    }
  }
  if (chance(rng, 0.3)) redBloodCells(canvas, rng, integerBetween(rng, 2, 10))
  commonDistractors(canvas, rng)
}
