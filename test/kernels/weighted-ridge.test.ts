import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { solveLeastSquares } from '../../main/kernels/least-squares.ts'
import { fitWeightedRidge } from '../../main/kernels/weighted-ridge.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'

interface Fit {
  readonly alpha: number
  readonly coefficients: readonly number[]
  readonly intercept: number
  readonly r2: number
}

const file = new URL('../reference/attribution/reference.json', import.meta.url)
const { ridge }: { ridge: { rows: number[]; targets: number[]; weights: number[]; fits: Fit[] } } =
  JSON.parse(readFileSync(file, 'utf8'))
const problem = {
  rows: Float64Array.from(ridge.rows),
  count: 6,
  targets: Float64Array.from(ridge.targets),
  weights: Float64Array.from(ridge.weights),
}

it.each(ridge.fits)(
  'fitWeightedRidge agrees with scikit-learn, alpha $alpha',
  ({ alpha, coefficients, intercept, r2 }) => {
    const fit = fitWeightedRidge({ ...problem, ridge: alpha })
    assertCloseTo(fit.coefficients, coefficients, { abs: 1e-10 })
    assertCloseTo([fit.intercept, fit.r2!], [intercept, r2], { abs: 1e-10 })
  },
)

it('solveLeastSquares says where the rows do not determine the coefficients, and gives small ones', () => {
  const { coefficients, determined } = solveLeastSquares({
    rows: Float64Array.of(1, 1, 0, 1, 1, 0),
    count: 3,
    targets: Float64Array.of(2, 2),
    weights: Float64Array.of(1, 1),
    ridge: 0,
  })
  expect(determined).toBe(false)
  assertCloseTo(coefficients, [1, 1, 0], { abs: 1e-6 })
})

it('solveLeastSquares refuses shapes that do not fit', () => {
  const wrong = { ...problem, count: 7, ridge: 0 }
  expect(() => solveLeastSquares(wrong)).toThrow(
    'shape mismatch: 240 values in rows of 7, 40 targets, 40 weights',
  )
})
