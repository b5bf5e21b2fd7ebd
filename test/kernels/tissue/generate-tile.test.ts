import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  generateTile,
  sampleTile,
  TILE_SIZE_PX,
  TISSUE_CLASS_LABELS,
} from '../../../main/kernels/tissue/generate-tile.ts'

/** CRC-32 of picture and evidence of seed 2021, by class. Whoever changes a byte must train the sample model again. */
const GOLDEN = `
01_TUMOR 492df1f6 9571aa54
02_STROMA 6677baa4 d461ff7f
03_COMPLEX 0167f799 095f308b
04_LYMPHO 65788072 7f9a4c50
05_DEBRIS 44a144de 57d8026e
06_MUCOSA 8a234f59 53ac0080
07_ADIPOSE 33f54107 6b94b411
08_EMPTY 76a3b161 9099adcb
`

const checksum = (bytes: Uint8Array) => crc32(bytes).toString(16).padStart(8, '0')

describe('generateTile(classIndex, seed, size)', () => {
  it('gives the bytes that the sample model was trained on', () => {
    const lines = TISSUE_CLASS_LABELS.map((label, classIndex) => {
      const { rgb, evidence } = generateTile({ classIndex, seed: 2021 })
      return `${label} ${checksum(rgb)} ${checksum(evidence)}`
    })
    expect(lines.join('\n')).toBe(GOLDEN.trim())
  })

  it('gives the same bytes whatever was painted before', () => {
    const first = generateTile({ classIndex: 5, seed: 4 })
    generateTile({ classIndex: 4, seed: 9, size: 64 })
    const second = generateTile({ classIndex: 5, seed: 4 })
    expect(Buffer.compare(first.rgb, second.rgb)).toBe(0)
    expect(Buffer.compare(first.evidence, second.evidence)).toBe(0)
    expect(second.meta).toEqual(first.meta)
  })

  it('gives another tile for another seed', () => {
    const one = generateTile({ classIndex: 0, seed: 1 })
    const two = generateTile({ classIndex: 0, seed: 2 })
    expect(Buffer.compare(one.rgb, two.rgb)).not.toBe(0)
  })

  it('gives a picture and a mask of zeros and ones of the wanted size', () => {
    for (const size of [16, 150, 233]) {
      const { rgb, evidence, meta } = generateTile({ classIndex: 5, seed: 3, size })
      expect([rgb.length, evidence.length, meta.size]).toEqual([size * size * 3, size * size, size])
      expect(evidence.every((value) => value === 0 || value === 1)).toBe(true)
    }
  })

  it('marks some evidence on every tile, and all of bare glass but its dust', () => {
    for (let index = 0; index < 80; index++) {
      const { meta } = sampleTile(5, index)
      expect(meta.evidenceShare, `${meta.classLabel} ${meta.seed}`).toBeGreaterThan(0.02)
      if (meta.classLabel === '08_EMPTY') expect(meta.evidenceShare).toBeGreaterThan(0.9)
    }
  })

  it('marks darker pixels as evidence in a crowd of immune cells than beside it', () => {
    const { rgb, evidence } = generateTile({ classIndex: 3, seed: 12 })
    const sums = [0, 0]
    const counts = [0, 0]
    evidence.forEach((mark, index) => {
      sums[mark]! += rgb[index * 3]!
      counts[mark]! += 1
    })
    expect(sums[1]! / counts[1]!).toBeLessThan(0.8 * (sums[0]! / counts[0]!))
  })

  it.each([
    [{ classIndex: 8, seed: 1 }, 'invalid classIndex: 8 (must be 0 to 7)'],
    [{ classIndex: 0.5, seed: 1 }, 'invalid classIndex: 0.5 (must be 0 to 7)'],
    [{ classIndex: 0, seed: -1 }, 'invalid seed: -1 (must be an integer >= 0)'],
    [{ classIndex: 0, seed: 1, size: 8 }, 'invalid size: 8 (must be an integer from 16 to 2048)'],
  ])('refuses %o', (options, message) => {
    expect(() => generateTile(options)).toThrow(message)
  })
})

describe('sampleTile(seed, index)', () => {
  it('takes the classes in turn at the size of real tiles', () => {
    const metas = Array.from({ length: 9 }, (_, index) => sampleTile(7, index).meta)
    expect(metas.map(({ classIndex }) => classIndex)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0])
    expect(metas.every(({ size }) => size === TILE_SIZE_PX)).toBe(true)
  })

  it('shares no tile between two samples of neighbouring seeds', () => {
    const seeds = [1, 2].flatMap((seed) =>
      Array.from({ length: 40 }, (_, index) => sampleTile(seed, index * 8 + 7).meta.seed),
    )
    expect(new Set(seeds).size).toBe(80)
  })

  it('refuses an index below 0', () => {
    expect(() => sampleTile(1, -1)).toThrow('invalid index: -1 (must be an integer >= 0)')
  })
})
