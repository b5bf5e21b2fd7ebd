import { pigmentSpecks, redBloodCells, strayLymphocytes } from './distractors.ts'
import { between, chance, integerBetween, type UniformSource } from './draws.ts'
import { noise } from './noise.ts'
import { blendPixel, type TissueCanvas } from './tissue-canvas.ts'

/** 08_EMPTY: bare glass with dust; all of it is evidence but the dust. */
export function paintEmpty(canvas: TissueCanvas, rng: UniformSource): void {
  const { size } = canvas
  canvas.evidence.fill(1)
  const film = chance(rng, 0.3) ? between(rng, 0, 0.035) : 0
  const seed = between(rng, 0, 64)
  const pinkness = between(rng, 0, 1.5)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const tone = Math.max(0, film * (1 + noise(x / 50 + seed, y / 50)))
      blendPixel(canvas, y * size + x, 1, tone, tone * pinkness, 0)
    }
  }
  pigmentSpecks(canvas, rng, integerBetween(rng, 0, 6))
  if (chance(rng, 0.12)) redBloodCells(canvas, rng, 1)
  if (chance(rng, 0.06)) strayLymphocytes(canvas, rng, 1)
}
