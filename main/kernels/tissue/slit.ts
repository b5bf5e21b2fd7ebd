import { smoothStep } from './deterministic-math.ts'
import { between, jitteredDirection, type Direction, type UniformSource } from './draws.ts'
import { noise } from './noise.ts'
import { blendPixel, type TissueCanvas } from './tissue-canvas.ts'

/** A slit-like lumen or crack: bare glass with a ragged edge and a dense brim. */
export function paintSlit(canvas: TissueCanvas, rng: UniformSource, direction: Direction): void {
  const { size } = canvas
  const along = jitteredDirection(rng, direction, 0.35)
  const centreX = between(rng, 0, size)
  const centreY = between(rng, 0, size)
  const length = between(rng, 18, 75)
  const width = between(rng, 2, 14)
  const seed = between(rng, 0, 64)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = x - centreX
      const dy = y - centreY
      const p = (dx * along.x + dy * along.y) / length
      if (p > 1 || p < -1) continue
      const q = dy * along.x - dx * along.y + 9 * noise(x / 40 + seed, y / 40)
      const half =
        width * (1 - p * p) * (1 + 0.35 * noise(x / 13 + seed, y / 13)) + 0.8 * noise(x / 4, y / 4 + seed)
      const inward = half - Math.abs(q)
      if (inward < -4) continue
      const index = y * size + x
      const brim = inward < 1 ? 0.28 * smoothStep(-4, 0, inward) : 0
      canvas.eosin[index]! *= 1 + brim
      canvas.haematoxylin[index]! *= 1 + brim
      const coverage = smoothStep(-0.8, 1.8, inward)
      blendPixel(canvas, index, coverage, 0.02, 0.03, 0)
      if (coverage > 0.5) canvas.evidence[index] = 0
    }
  }
}
