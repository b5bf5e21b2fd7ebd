import { describe, expect, it } from 'vitest'
import { sessionOfGraph } from '../helpers/session.ts'
import { explain, linearWeights } from './explain.ts'
import { randomSample, tinyModel } from './tiny-models.ts'

const TILE = [16, 14, 3] as const

describe('RISE', () => {
  it('by coverage tells the standard error that the spread over seeds shows', async () => {
    const model = tinyModel(TILE)
    const [session, sample] = [sessionOfGraph(model), randomSample(model)]
    const maps: Float32Array[] = []
    const told: number[] = []
    for (let seed = 0; seed < 20; seed++) {
      const params = { maskCount: 300, gridSize: 4 }
      const { saliencyMap, details } = await explain('rise', session, sample, { params, seed })
      maps.push(saliencyMap)
      told.push(details['meanStandardError'] as number)
    }
    const spreads = [...maps[0]!.keys()].map((pixel) => {
      const values = maps.map((map) => map[pixel]!)
      const mean = values.reduce((total, one) => total + one, 0) / values.length
      return Math.sqrt(values.reduce((total, one) => total + (one - mean) ** 2, 0) / (values.length - 1))
    })
    const meanOf = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length
    expect(meanOf(told) / meanOf(spreads)).toBeGreaterThan(0.8)
    expect(meanOf(told) / meanOf(spreads)).toBeLessThan(1.2)
  })

  it('has the expectation that follows from its masks', async () => {
    const model = tinyModel(TILE, { activation: null, biased: false })
    const sample = randomSample(model)
    const { weights } = linearWeights(model, sample.length)
    const perPixel = new Float64Array(16 * 14)
    weights.forEach((weight, index) => (perPixel[Math.floor(index / 3)]! += weight * sample[index]!))
    const expected = riseExpectation(perPixel, { height: 16, width: 14, grid: 3, keep: 0.4 })
    const session = sessionOfGraph(model)
    const maps: Float32Array[] = []
    const told: number[] = []
    for (let seed = 0; seed < 20; seed++) {
      const params = { maskCount: 500, gridSize: 3, keepProbability: 0.4, normalisation: 'expectation' }
      const { saliencyMap, details } = await explain('rise', session, sample, { params, seed })
      maps.push(saliencyMap)
      told.push(details['meanStandardError'] as number)
    }
    const errors: number[] = []
    const deviations = [...expected].map((value, pixel) => {
      const values = maps.map((map) => map[pixel]!)
      const mean = values.reduce((total, one) => total + one, 0) / values.length
      const variance = values.reduce((total, one) => total + (one - mean) ** 2, 0) / (values.length - 1)
      errors.push(Math.sqrt(variance))
      return Math.abs(mean - value) / Math.sqrt(variance / values.length)
    })
    expect(Math.max(...deviations)).toBeLessThan(5.5)
    // The standard error that is told with a map is the spread over seeds.
    const meanOf = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length
    expect(meanOf(told) / meanOf(errors)).toBeGreaterThan(0.85)
    expect(meanOf(told) / meanOf(errors)).toBeLessThan(1.15)
  }, 120_000)
})

/** E[f(x M) M_p] / keep for f = sum of v_i: M_i = sum over cells of a_ig B_g, shifts and cells being independent. */
function riseExpectation(
  values: Float64Array,
  { height, width, grid, keep }: { height: number; width: number; grid: number; keep: number },
): Float64Array {
  const axis = (length: number) => {
    const cell = Math.ceil(length / grid)
    return Array.from({ length: cell }, (_, shift) =>
      Array.from({ length }, (_pixel, position) => {
        const shares = new Array<number>(grid).fill(0)
        const at = Math.min(
          grid - 1,
          Math.max(0, ((position + shift + 0.5) * grid) / ((grid + 1) * cell) - 0.5),
        )
        shares[Math.floor(at)]! += 1 - (at - Math.floor(at))
        if (at > Math.floor(at)) shares[Math.floor(at) + 1]! += at - Math.floor(at)
        return shares
      }),
    )
  }
  const overlap = (length: number) =>
    axis(length).map((shares) =>
      shares.map((a) => shares.map((b) => a.reduce((sum, v, g) => sum + v * b[g]!, 0))),
    )
  const [rows, columns] = [overlap(height), overlap(width)]
  const meanOf = (tables: number[][][], i: number, j: number) =>
    tables.reduce((sum, table) => sum + table[i]![j]!, 0) / tables.length
  const total = values.reduce((sum, value) => sum + value, 0)
  return values.map((_value, pixel) => {
    const [y, x] = [Math.floor(pixel / width), pixel % width]
    const shared = values.reduce((sum, value, other) => {
      const [otherY, otherX] = [Math.floor(other / width), other % width]
      return sum + value * meanOf(rows, y, otherY) * meanOf(columns, x, otherX)
    }, 0)
    return (keep * keep * total + keep * (1 - keep) * shared) / keep
  })
}
