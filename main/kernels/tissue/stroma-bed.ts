import { noiseRegion } from './cytoplasm.ts'
import {
  between,
  chance,
  jitteredDirection,
  randomDirection,
  type Direction,
  type UniformSource,
} from './draws.ts'
import { paintFibres } from './fibres.ts'
import { spindleNucleus } from './nucleus-kinds.ts'
import { stampNucleus } from './nucleus.ts'
import { countForSize, scatter } from './placement.ts'
import type { Region, TissueCanvas } from './tissue-canvas.ts'

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
    fineness: between(rng, 0.8, 1.2),
    contrast: between(rng, 0.45, 0.9),
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
