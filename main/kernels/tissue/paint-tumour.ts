import { noiseRegion, paintCytoplasm } from './cytoplasm.ts'
import { commonDistractors, strayLymphocytes } from './distractors.ts'
import {
  between,
  chance,
  integerBetween,
  jitteredDirection,
  randomDirection,
  turned,
  type Direction,
  type UniformSource,
} from './draws.ts'
import { noise } from './noise.ts'
import { lymphocyte, tumourNucleus } from './nucleus-kinds.ts'
import { stampNucleus } from './nucleus.ts'
import { countForSize, liesWithin, scatter } from './placement.ts'
import { paintSlit } from './slit.ts'
import { paintStromaBed } from './stroma-bed.ts'
import type { TissueCanvas } from './tissue-canvas.ts'
import { stampVacuole } from './vacuoles.ts'

/** 01_TUMOR: crowded, overlapping, vesicular nuclei in sheets or palisades, slit-like lumens, bits of stroma. */
export function paintTumour(canvas: TissueCanvas, rng: UniformSource): void {
  const { size } = canvas
  const epithelium = chance(rng, 0.6)
    ? noiseRegion(rng, size, { share: between(rng, 0.72, 0.94), scale: between(rng, 45, 80) })
    : null
  if (epithelium !== null) {
    paintStromaBed(canvas, rng, {
      region: null,
      evidence: 0,
      fibroblasts: 14,
      clefts: between(rng, 0.05, 0.4),
    })
    strayLymphocytes(canvas, rng, integerBetween(rng, 0, 6))
  }
  const dark = between(rng, 0, 1)
  paintCytoplasm(canvas, rng, {
    haematoxylin: 0.12 + 0.5 * dark,
    eosin: between(rng, 0.35, 0.7) + 0.45 * dark,
    erythrin: chance(rng, 0.2) ? between(rng, 0, 0.2) : 0,
    grain: between(rng, 3.2, 6),
    contrast: between(rng, 0.22, 0.4),
    gaps: between(rng, 0, 0.13),
    gapSize: between(rng, 9, 16),
    region: epithelium,
    evidence: 1,
  })
  const direction = randomDirection(rng)
  paintTumourNuclei(canvas, rng, epithelium, direction, dark)
  const slits = chance(rng, 0.65) ? integerBetween(rng, 1, 3) : 0
  for (let n = 0; n < slits; n++) paintSlit(canvas, rng, direction)
  if (chance(rng, 0.35)) paintDroplets(canvas, rng, integerBetween(rng, 1, 5))
  if (chance(rng, 0.5)) strayLymphocytes(canvas, rng, integerBetween(rng, 1, 5))
  commonDistractors(canvas, rng)
}

function paintTumourNuclei(
  canvas: TissueCanvas,
  rng: UniformSource,
  epithelium: Float32Array | null,
  direction: Direction,
  dark: number,
): void {
  const { size } = canvas
  const disorder = between(rng, 0.15, 1.3)
  const vesicular = between(rng, 0.75, 1.3)
  const scale = between(rng, 0.96, 1.2)
  const swirl = between(rng, 0, 1.2)
  const seed = between(rng, 0, 64)
  const places = scatter(rng, {
    size,
    margin: 10,
    spacing: between(rng, 11.5, 15) * scale,
    count: 1e6,
    attempts: countForSize(size, 420),
    accepts: (x, y) => epithelium === null || liesWithin(epithelium, size, x, y),
  })
  for (const { x, y } of places) {
    const flow = jitteredDirection(rng, direction, disorder)
    const turn = swirl * noise(x / 55 + seed, y / 55)
    const along = turned(flow, turn)
    const nucleus = tumourNucleus(rng, { x, y, direction: along, evidence: 1 }, vesicular)
    stampNucleus(canvas, rng, {
      ...nucleus,
      long: nucleus.long * scale,
      short: nucleus.short * scale,
      density: nucleus.density * (0.75 + 0.6 * dark),
    })
  }
}

/** Vacuoles and shrunken dead cells in a halo. */
function paintDroplets(canvas: TissueCanvas, rng: UniformSource, count: number): void {
  for (let n = 0; n < count; n++) {
    const x = between(rng, 0, canvas.size)
    const y = between(rng, 0, canvas.size)
    const direction = randomDirection(rng)
    const long = between(rng, 4, 10)
    stampVacuole(canvas, rng, {
      x,
      y,
      long,
      short: long * between(rng, 0.75, 1),
      direction,
      taper: 0,
      haematoxylin: 0.08,
      eosin: 0.12,
      web: 0.6,
      wall: 0.2,
      softness: 1.5,
      opacity: 0.9,
      evidence: null,
    })
    if (chance(rng, 0.4)) stampNucleus(canvas, rng, lymphocyte(rng, { x, y, direction, evidence: 0 }, 0.7))
  }
}
