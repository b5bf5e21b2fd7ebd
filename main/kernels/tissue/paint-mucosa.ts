import { paintCrypt, type Crypt } from './crypt.ts'
import { paintCytoplasm } from './cytoplasm.ts'
import { capillary, commonDistractors } from './distractors.ts'
import { between, chance, integerBetween, randomDirection, type UniformSource } from './draws.ts'
import { lymphocyte, spindleNucleus } from './nucleus-kinds.ts'
import { stampNucleus } from './nucleus.ts'
import { countForSize, scatter } from './placement.ts'
import { paintStromaBed } from './stroma-bed.ts'
import type { TissueCanvas } from './tissue-canvas.ts'

/** 06_MUCOSA: crypts with lumen, goblet cells and basal nuclei in loose lamina propria; the crypts are the evidence. */
export function paintMucosa(canvas: TissueCanvas, rng: UniformSource): void {
  paintLaminaPropria(canvas, rng)
  for (const crypt of placeCrypts(canvas.size, rng)) paintCrypt(canvas, rng, crypt)
  commonDistractors(canvas, rng)
}

function paintLaminaPropria(canvas: TissueCanvas, rng: UniformSource): void {
  const { size } = canvas
  paintStromaBed(canvas, rng, { region: null, evidence: 0, fibroblasts: 12, clefts: between(rng, 0.15, 0.5) })
  if (chance(rng, 0.5)) {
    paintCytoplasm(canvas, rng, {
      haematoxylin: between(rng, 0.15, 0.35),
      eosin: between(rng, 0.4, 0.7),
      erythrin: 0,
      grain: 4,
      contrast: 0.35,
      gaps: between(rng, 0.15, 0.4),
      gapSize: 12,
      region: null,
      evidence: 0,
    })
  }
  if (chance(rng, 0.5)) capillary(canvas, rng)
  const places = scatter(rng, {
    size,
    margin: 5,
    spacing: 10.5,
    count: countForSize(size, integerBetween(rng, 30, 80)),
    attempts: countForSize(size, 500),
  })
  for (const { x, y } of places) {
    const placed = { x, y, direction: randomDirection(rng), evidence: 0 } as const
    stampNucleus(canvas, rng, chance(rng, 0.2) ? spindleNucleus(rng, placed) : lymphocyte(rng, placed, 0.95))
  }
}

/** Crypts side by side: the first within the tile, the others where they do not touch it. */
function placeCrypts(size: number, rng: UniformSource): Crypt[] {
  const radius = between(rng, 46, 76)
  const lengthwise = chance(rng, 0.35)
  const direction = randomDirection(rng)
  const half = lengthwise ? between(rng, 25, 80) : between(rng, 0, 14)
  const goblets = between(rng, 0.65, 1)
  const mucin = between(rng, 0.06, 0.32)
  const lumen = between(rng, 0.1, 0.42)
  const gap = between(rng, 4, 17)
  const first = { x: between(rng, 0.25, 0.75) * size, y: between(rng, 0.25, 0.75) * size }
  const along = 2 * (radius + half) + gap
  const across = 2 * radius + gap
  const rows = Math.ceil((1.5 * size) / across) + 1
  const columns = Math.ceil((1.5 * size) / along) + 1
  const crypts: Crypt[] = []
  for (let row = -rows; row <= rows; row++) {
    for (let column = -columns; column <= columns; column++) {
      const stagger = column + (row % 2) * 0.5
      const forward = along * stagger + (row === 0 && column === 0 ? 0 : between(rng, -0.5, 0.5) * gap)
      const sideways = across * row * (lengthwise ? 1 : 0.9)
      const x = first.x + forward * direction.x - sideways * direction.y
      const y = first.y + forward * direction.y + sideways * direction.x
      const reach = radius + half
      if (x < -reach || y < -reach || x > size + reach || y > size + reach) continue
      crypts.push({ x, y, direction, half, radius: radius * between(rng, 0.92, 1.05), goblets, mucin, lumen })
    }
  }
  return crypts
}
