import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imputeLinear } from '../../main/kernels/linear-imputation.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { solveSparse } from '../../main/kernels/sparse-solve.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { reference } from '../metrics/reference.ts'

describe('imputeLinear(picture, size, removed)', () => {
  const size = { height: 12, width: 15, channels: 3 }
  const picture = Float32Array.from(reference.imputation.picture)
  const removed = Uint8Array.from(reference.imputation.removed)

  it('gives what SciPy’s direct solver gives', () => {
    const before = picture.slice()
    assertCloseTo(imputeLinear(picture, size, removed), reference.imputation.filled, { abs: 2e-6 })
    expect(picture).toEqual(before)
  })

  it('fills a signal along its one row: a gap becomes a straight line', () => {
    const signal = Float32Array.from([0, 9, 9, 9, 4])
    const filled = imputeLinear(signal, { height: 1, width: 5, channels: 1 }, Uint8Array.of(0, 1, 1, 1, 0))
    assertCloseTo(filled, [0, 1, 2, 3, 4], { abs: 1e-4 })
  })

  it('stays between the smallest and the largest known value, whatever is removed', () => {
    const marks = fc.array(fc.constantFrom(0, 1, 1), { minLength: 36, maxLength: 36 })
    fc.assert(
      fc.property(marks, fc.integer({ min: 0, max: 1000 }), (removed, seed) => {
        fc.pre(removed.includes(0))
        const rng = createRng(seed)
        const values = Float32Array.from({ length: 36 }, () => rng.uniform())
        const filled = imputeLinear(values, { height: 6, width: 6, channels: 1 }, Uint8Array.from(removed))
        const known = values.filter((_, pixel) => removed[pixel] === 0)
        expect(Math.min(...filled)).toBeGreaterThanOrEqual(Math.min(...known) - 1e-4)
        expect(Math.max(...filled)).toBeLessThanOrEqual(Math.max(...known) + 1e-4)
      }),
    )
  })

  it('leaves a whole picture alone and refuses an empty one', () => {
    expect(imputeLinear(picture, size, new Uint8Array(180))).toEqual(picture)
    expect(() => imputeLinear(picture, size, new Uint8Array(180).fill(1))).toThrow(
      'invalid removal: every pixel',
    )
  })
})

describe('solveSparse(matrix, b)', () => {
  it('solves a tridiagonal system, whose incomplete factor is exact, to the tolerance in few steps', () => {
    const matrix = {
      diagonal: Float64Array.of(2, 2, 2),
      rowStarts: Int32Array.of(0, 1, 3, 4),
      columns: Int32Array.of(1, 0, 2, 1),
      values: Float64Array.of(-1, -1, -1, -1),
    }
    const { x, iterations, residual } = solveSparse(matrix, Float64Array.of(1, 0, 1))
    assertCloseTo(x, [1, 1, 1], { abs: 1e-6 })
    expect(residual).toBeLessThanOrEqual(1e-6)
    expect(iterations).toBeLessThanOrEqual(3)
  })
})
