import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gridSegmentation } from '../../../main/kernels/superpixels/grid.ts'
import { rgbToLab } from '../../../main/kernels/superpixels/lab.ts'
import { quickshift } from '../../../main/kernels/superpixels/quickshift.ts'
import type { Segmentation } from '../../../main/kernels/superpixels/segmentation.ts'
import { slic } from '../../../main/kernels/superpixels/slic.ts'
import { assertCloseTo } from '../../helpers/assert-close.ts'

interface Reference {
  readonly height: number
  readonly width: number
  readonly rgb: readonly number[]
  readonly labOfFirst: readonly number[]
  readonly cases: readonly {
    readonly kernel_size: number
    readonly max_dist: number
    readonly ratio: number
    readonly seed: number
    readonly labels: readonly number[]
  }[]
}

const file = new URL('../../reference/attribution/reference.json', import.meta.url)
const { segmentation }: { segmentation: Reference } = JSON.parse(readFileSync(file, 'utf8'))
const { height, width } = segmentation
const lab = rgbToLab(segmentation.rgb.map((value) => value / 255))

it('rgbToLab(rgb) agrees with NumPy', () => {
  assertCloseTo(lab.slice(0, 15), segmentation.labOfFirst, { abs: 1e-10 })
})

it.each(segmentation.cases)(
  'quickshift(lab, options) gives the segments of the NumPy version, kernel $kernel_size, ratio $ratio',
  ({ kernel_size: kernelSize, max_dist: maxDistance, ratio, seed, labels }) => {
    const result = quickshift(lab, { height, width, kernelSize, maxDistance, ratio, seed })
    expect(result.count).toBeGreaterThan(1)
    expect([...result.labels]).toEqual(labels)
  },
)

/** Whether every label is one piece. */
function isConnected({ labels, count }: Segmentation): boolean {
  const seen = new Uint8Array(labels.length)
  const pieces = new Int32Array(count)
  for (let start = 0; start < labels.length; start++) {
    if (seen[start] === 1) continue
    pieces[labels[start]!]!++
    const open = [start]
    seen[start] = 1
    for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
      const [y, x] = [Math.floor(pixel / width), pixel % width]
      const around = [y > 0 ? pixel - width : -1, y < height - 1 ? pixel + width : -1, x > 0 ? pixel - 1 : -1]
      for (const other of [...around, x < width - 1 ? pixel + 1 : -1]) {
        if (other < 0 || seen[other] === 1 || labels[other] !== labels[start]) continue
        seen[other] = 1
        open.push(other)
      }
    }
  }
  return pieces.every((number) => number === 1)
}

describe('slic(lab, options)', () => {
  it('gives about as many connected segments as wanted', () => {
    for (const wanted of [4, 16, 40]) {
      const result = slic(lab, { height, width, wanted, compactness: 10 })
      expect(result.count).toBeGreaterThan(wanted / 2)
      expect(result.count).toBeLessThan(wanted * 1.5)
      expect(isConnected(result)).toBe(true)
    }
  })

  it('follows an edge between two colours', () => {
    const halves = Float64Array.from({ length: height * width * 3 }, (_, index) =>
      Math.floor(index / 3) % width < 11 ? 0 : 60,
    )
    const { labels } = slic(halves, { height, width, wanted: 8, compactness: 5 })
    for (let y = 0; y < height; y++) expect(labels[y * width + 10]).not.toBe(labels[y * width + 11])
  })
})

describe('gridSegmentation(height, width, wanted)', () => {
  it('cuts a picture into rectangles', () => {
    const result = gridSegmentation(6, 8, 12)
    expect(result.count).toBe(12)
    const areas = new Array<number>(12).fill(0)
    for (const label of result.labels) areas[label]! += 1
    expect(areas).toEqual(new Array(12).fill(4))
  })

  it('cuts a signal into segments of equal length', () => {
    const result = gridSegmentation(1, 40, 20)
    expect(result.count).toBe(20)
    expect([...result.labels.slice(0, 5)]).toEqual([0, 0, 1, 1, 2])
  })

  it('never has more parts than pixels', () => {
    expect(gridSegmentation(2, 3, 100).count).toBe(6)
    expect(gridSegmentation(1, 5, 100).count).toBe(5)
  })
})
