import { WorkbenchError } from '#contract/errors.ts'

/** A linear fit with weights. */
export interface LeastSquaresProblem {
  /** Row-major [n, count]. */
  readonly rows: Float64Array
  readonly count: number
  readonly targets: Float64Array
  /** Per row, >= 0. */
  readonly weights: Float64Array
  /** Penalty on the squared coefficients. */
  readonly ridge: number
}

/** Of the largest diagonal element: what a pivot must exceed to count as there. */
const RANK_TOLERANCE = 1e-12

/**
 * Coefficients b that minimise sum of w (y - X b)^2 + ridge |b|^2, by the normal equations in float64.
 *
 * @returns coefficients, and whether the rows determine them; where they do not, a vanishing ridge decides, so that the
 *          coefficients are (nearly) the smallest that fit
 * @throws  WorkbenchError `shape_mismatch`
 */
export function solveLeastSquares(problem: LeastSquaresProblem): {
  coefficients: Float64Array
  determined: boolean
} {
  const { rows, count, targets, weights, ridge } = problem
  if (rows.length !== targets.length * count || weights.length !== targets.length)
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: ${rows.length} values in rows of ${count}, ${targets.length} targets, ${weights.length} weights`,
    )
  const { matrix, right } = normalEquations(problem)
  const diagonal = Array.from({ length: count }, (_, index) => matrix[index * count + index]!)
  const scale = Math.max(0, ...diagonal)
  const addRidge = (amount: number): Float64Array => {
    const added = Float64Array.from(matrix)
    for (let index = 0; index < count; index++) added[index * count + index]! += amount
    return added
  }
  const factor = cholesky(addRidge(ridge), count, RANK_TOLERANCE * scale)
  if (factor !== null) return { coefficients: substitute(factor, right), determined: true }
  const small = cholesky(addRidge(ridge + Math.max(1e-9 * scale, Number.MIN_VALUE)), count, 0)
  if (small === null) return { coefficients: new Float64Array(count), determined: false }
  return { coefficients: substitute(small, right), determined: false }
}

/** X' W X and X' W y. */
function normalEquations({ rows, count, targets, weights }: LeastSquaresProblem) {
  const matrix = new Float64Array(count * count)
  const right = new Float64Array(count)
  for (let row = 0; row < targets.length; row++) {
    const weight = weights[row]!
    const start = row * count
    for (let i = 0; i < count; i++) {
      const weighted = weight * rows[start + i]!
      if (weighted === 0) continue
      right[i]! += weighted * targets[row]!
      for (let j = 0; j <= i; j++) matrix[i * count + j]! += weighted * rows[start + j]!
    }
  }
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) matrix[j * count + i] = matrix[i * count + j]!
  return { matrix, right }
}

/** Lower factor of a symmetric matrix, or null where a pivot does not exceed `tolerance`. Changes the matrix. */
function cholesky(matrix: Float64Array, count: number, tolerance: number): Float64Array | null {
  for (let column = 0; column < count; column++) {
    let pivot = matrix[column * count + column]!
    for (let k = 0; k < column; k++) pivot -= matrix[column * count + k]! ** 2
    if (!(pivot > tolerance)) return null
    const root = Math.sqrt(pivot)
    matrix[column * count + column] = root
    for (let row = column + 1; row < count; row++) {
      let value = matrix[row * count + column]!
      for (let k = 0; k < column; k++) value -= matrix[row * count + k]! * matrix[column * count + k]!
      matrix[row * count + column] = value / root
    }
  }
  return matrix
}

/** Solves L L' x = right. */
function substitute(factor: Float64Array, right: Float64Array): Float64Array {
  const count = right.length
  const solution = Float64Array.from(right)
  for (let row = 0; row < count; row++) {
    for (let k = 0; k < row; k++) solution[row]! -= factor[row * count + k]! * solution[k]!
    solution[row]! /= factor[row * count + row]!
  }
  for (let row = count - 1; row >= 0; row--) {
    for (let k = row + 1; k < count; k++) solution[row]! -= factor[k * count + row]! * solution[k]!
    solution[row]! /= factor[row * count + row]!
  }
  return solution
}
