import { cellularField } from './cellular.ts'
import { smoothStep } from './deterministic-math.ts'
import { pigmentSpecks, redBloodCells, strayLymphocytes } from './distractors.ts'
import { between, chance, integerBetween, randomDirection, type UniformSource } from './draws.ts'
import { grainyNoise, noise } from './noise.ts'
import { spindleNucleus } from './nucleus-kinds.ts'
import { stampNucleus } from './nucleus.ts'
import { blendPixel, type TissueCanvas } from './tissue-canvas.ts'

/** 07_ADIPOSE: large empty fat cells parted by thin folded membranes; the membranes are the evidence. */
export function paintAdipose(canvas: TissueCanvas, rng: UniformSource): void {
  const { size } = canvas
  const field = cellularField(rng, size, { spacing: between(rng, 66, 125), warp: between(rng, 6, 14) })
  const breadth = between(rng, 1.5, 6)
  const tint = between(rng, 0.06, 0.24)
  const line = between(rng, 0.25, 0.7)
  const pinkness = between(rng, 0.5, 1.6)
  const seed = between(rng, 0, 64)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const index = y * size + x
      const wall = field.wall[index]!
      const ragged = 0.7 * noise(x / 5 + seed, y / 5)
      const node = smoothStep(9, 1, field.corner[index]!)
      const half =
        breadth * Math.max(0.15, 0.9 + 0.75 * noise(x / 34 + seed, y / 34)) + 1 + 3.5 * node + ragged
      const sheet = smoothStep(half + 0.9, half - 0.9, wall)
      if (sheet <= 0) continue
      const edge =
        Math.max(0, 1 - Math.abs(wall - half + 1) / 1.3) *
        Math.max(0, 0.4 + 0.7 * noise(x / 18, y / 18 + seed))
      const middle = Math.max(0, 1 - wall / 1.6) * Math.max(0, 0.35 + 0.8 * noise(x / 25 + seed, y / 25 + 9))
      const tone =
        tint * (1 + 0.3 * grainyNoise(x / 7, y / 7 + seed)) +
        line * (0.5 * edge + 0.8 * middle) +
        0.4 * node * node
      blendPixel(canvas, index, sheet, Math.max(0, tone), Math.max(0, tone * pinkness), 0)
    }
  }
  markNearWalls(canvas, field.wall, breadth + 4)
  addFatNuclei(canvas, rng, field.wall, integerBetween(rng, 0, 3))
  if (chance(rng, 0.15)) redBloodCells(canvas, rng, integerBetween(rng, 1, 4))
  if (chance(rng, 0.2)) strayLymphocytes(canvas, rng, integerBetween(rng, 1, 2))
  pigmentSpecks(canvas, rng, integerBetween(rng, 0, 4))
}

function markNearWalls(canvas: TissueCanvas, wall: Float32Array, reach: number): void {
  for (let index = 0; index < wall.length; index++) if (wall[index]! < reach) canvas.evidence[index] = 1
}

/** Flat nuclei of fat cells, pressed into the membrane. */
function addFatNuclei(canvas: TissueCanvas, rng: UniformSource, wall: Float32Array, count: number): void {
  const { size } = canvas
  let added = 0
  for (let attempt = 0; attempt < 200 && added < count; attempt++) {
    const column = integerBetween(rng, 1, size - 2)
    const row = integerBetween(rng, 1, size - 2)
    const index = row * size + column
    if (wall[index]! > 1.2) continue
    const slopeX = wall[index + 1]! + wall[index + size + 1]! - wall[index - 1]! - wall[index - size - 1]!
    const slopeY = wall[index + size]! - wall[index - size]!
    const length = Math.sqrt(slopeX * slopeX + slopeY * slopeY)
    const direction = length > 0.1 ? { x: -slopeY / length, y: slopeX / length } : randomDirection(rng)
    stampNucleus(canvas, rng, spindleNucleus(rng, { x: column, y: row, direction, evidence: 1 }))
    added++
  }
}
