import { capillary, commonDistractors, strayLymphocytes } from './distractors.ts'
import { between, chance, integerBetween, type UniformSource } from './draws.ts'
import { paintStromaBed } from './stroma-bed.ts'
import type { TissueCanvas } from './tissue-canvas.ts'

/** 02_STROMA: collagen and smooth muscle with spindle nuclei; the evidence is fibres and spindles. */
export function paintStroma(canvas: TissueCanvas, rng: UniformSource): void {
  paintStromaBed(canvas, rng, {
    region: null,
    evidence: 1,
    fibroblasts: integerBetween(rng, 6, 30),
    clefts: between(rng, 0, 0.5),
  })
  if (chance(rng, 0.35)) capillary(canvas, rng)
  if (chance(rng, 0.4)) strayLymphocytes(canvas, rng, integerBetween(rng, 1, 5))
  commonDistractors(canvas, rng)
}
