import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellularField } from '../../../main/kernels/tissue/cellular.ts'
import { noiseRegion } from '../../../main/kernels/tissue/cytoplasm.ts'
import { redBloodCells, strayLymphocytes } from '../../../main/kernels/tissue/distractors.ts'
import { noise } from '../../../main/kernels/tissue/noise.ts'
import { drawOptics } from '../../../main/kernels/tissue/optics.ts'
import { scatter } from '../../../main/kernels/tissue/placement.ts'
import { renderTile } from '../../../main/kernels/tissue/render-tile.ts'
import { createCanvas } from '../../../main/kernels/tissue/tissue-canvas.ts'
import { createRng } from '../../../main/kernels/rng.ts'

const seeds = fc.integer({ min: 0, max: 1e6 })

describe('noise(x, y)', () => {
  it('has mean 0 and deviation 1 over its period, and repeats after it', () => {
    let sum = 0
    let squares = 0
    for (let index = 0; index < 65536; index++) {
      const value = noise((index % 256) / 4, Math.floor(index / 256) / 4)
      sum += value
      squares += value * value
    }
    expect(Math.abs(sum / 65536)).toBeLessThan(1e-4)
    expect(Math.abs(squares / 65536 - 1)).toBeLessThan(1e-4)
    expect(noise(3.25 + 64, -9.5 - 64)).toBe(noise(3.25, -9.5))
  })
})

describe('scatter(rng, options)', () => {
  it('keeps every pair of points at least the spacing apart', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 4, max: 30, noNaN: true }), (seed, spacing) => {
        const points = scatter(createRng(seed), { size: 90, margin: 5, spacing, count: 60, attempts: 300 })
        for (const [index, a] of points.entries()) {
          for (const b of points.slice(index + 1)) {
            expect((a.x - b.x) ** 2 + (a.y - b.y) ** 2).toBeGreaterThanOrEqual(spacing * spacing)
          }
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('cellularField(rng, size, options)', () => {
  it('puts every pixel at least as far from a corner as from a wall', () => {
    const { wall, corner } = cellularField(createRng(4), 60, { spacing: 17, warp: 4 })
    expect(wall.every((distance, index) => distance >= 0 && corner[index]! >= distance)).toBe(true)
  })
})

describe('noiseRegion(rng, size, options)', () => {
  it('covers the wanted share of the tile', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (seed, share) => {
        const region = noiseRegion(createRng(seed), 100, { share, scale: 30 })
        const covered = region.reduce((sum, value) => sum + value, 0) / region.length
        expect(Math.abs(covered - share)).toBeLessThan(0.04)
      }),
      { numRuns: 20 },
    )
  })
})

describe('distractors', () => {
  it('take the evidence away where they cover it', () => {
    for (const paint of [strayLymphocytes, redBloodCells]) {
      const canvas = createCanvas(80)
      canvas.evidence.fill(1)
      paint(canvas, createRng(3), 6)
      expect(canvas.evidence.includes(0)).toBe(true)
    }
  })
})

describe('renderTile(canvas, rng, optics)', () => {
  const optics = {
    ...drawOptics(createRng(1)),
    gradientX: 0,
    gradientY: 0,
    unevenness: 0,
    glare: 0,
    noise: 0,
  }
  const meanOf = (rgb: Uint8Array, channel: number) =>
    rgb.reduce((sum, value, index) => (index % 3 === channel ? sum + value : sum), 0) / (rgb.length / 3)

  it('shows bare glass as the white of the light', () => {
    const rgb = renderTile(createCanvas(32), createRng(2), optics)
    for (const channel of [0, 1, 2])
      expect(Math.abs(meanOf(rgb, channel) - optics.white[channel]!)).toBeLessThan(1)
  })

  it('lets through exp(-density) of the light, up to the graininess of the dye (Beer-Lambert)', () => {
    const canvas = createCanvas(64)
    canvas.haematoxylin.fill(0.7)
    canvas.eosin.fill(0.4)
    const rgb = renderTile(canvas, createRng(2), optics)
    for (const channel of [0, 1, 2]) {
      const density = 0.7 * optics.haematoxylin[channel]! + 0.4 * optics.eosin[channel]!
      expect(meanOf(rgb, channel) / (optics.white[channel]! * Math.exp(-density))).toBeCloseTo(1, 1)
    }
  })

  it('lets no pixel fall below the stray light', () => {
    const canvas = createCanvas(32)
    canvas.haematoxylin.fill(50)
    const rgb = renderTile(canvas, createRng(2), { ...optics, glare: 0.1 })
    for (const channel of [0, 1, 2]) {
      expect(Math.abs(meanOf(rgb, channel) - 0.1 * optics.white[channel]!)).toBeLessThan(1)
    }
  })
})
