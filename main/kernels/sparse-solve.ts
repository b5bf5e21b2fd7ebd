/**
 * A symmetric positive definite matrix: its diagonal, and the other entries by row (compressed rows, columns ascending).
 * Entries off the diagonal are <= 0 (an M-matrix), as those of a Laplacian.
 */
export interface SymmetricSparse {
  /** [n] */
  readonly diagonal: Float64Array
  /** [n + 1]: entries of row i are rowStarts[i] .. rowStarts[i + 1] - 1 */
  readonly rowStarts: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

export interface SolveOptions {
  /** Of the residual's norm, relative to that of the right-hand side (default 1e-6). */
  readonly tolerance?: number
  /** Default 2000. */
  readonly maxIterations?: number
}

export interface Solution {
  readonly x: Float64Array
  readonly iterations: number
  /** Norm of b - A x over that of b. */
  readonly residual: number
}

/** Share of the dropped fill that goes onto the diagonal, and when that would make a pivot too small (Bridson 2008). */
const MODIFIED = 0.97
const SMALLEST_PIVOT = 0.25

/**
 * Solves A x = b by conjugate gradients with a modified incomplete Cholesky preconditioner (Gustafsson 1978): on a grid its
 * iterations grow with the square root of the side of a hole, not with the side.
 * @param start  first guess, [n]; zeros where left out
 */
export function solveSparse(
  matrix: SymmetricSparse,
  b: Float64Array,
  start?: Float64Array,
  options: SolveOptions = {},
): Solution {
  const { tolerance = 1e-6, maxIterations = 2000 } = options
  const pivots = incompletePivots(matrix)
  const x = start === undefined ? new Float64Array(b.length) : Float64Array.from(start)
  const product = new Float64Array(b.length)
  multiply(matrix, x, product)
  const residual = b.map((value, index) => value - product[index]!)
  const scale = Math.sqrt(dot(b, b)) || 1
  const conditioned = new Float64Array(b.length)
  precondition(matrix, pivots, residual, conditioned)
  const direction = Float64Array.from(conditioned)
  let slope = dot(residual, conditioned)
  let iterations = 0
  let norm = Math.sqrt(dot(residual, residual))
  while (norm > tolerance * scale && iterations < maxIterations) {
    multiply(matrix, direction, product)
    const step = slope / dot(direction, product)
    for (let index = 0; index < x.length; index++) {
      x[index]! += step * direction[index]!
      residual[index]! -= step * product[index]!
    }
    precondition(matrix, pivots, residual, conditioned)
    const nextSlope = dot(residual, conditioned)
    const turn = nextSlope / slope
    for (let index = 0; index < x.length; index++) {
      direction[index] = conditioned[index]! + turn * direction[index]!
    }
    slope = nextSlope
    norm = Math.sqrt(dot(residual, residual))
    iterations++
  }
  return { x, iterations, residual: norm / scale }
}

function multiply(matrix: SymmetricSparse, x: Float64Array, out: Float64Array): void {
  const { diagonal, rowStarts, columns, values } = matrix
  for (let row = 0; row < diagonal.length; row++) {
    let sum = diagonal[row]! * x[row]!
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) {
      sum += values[entry]! * x[columns[entry]!]!
    }
    out[row] = sum
  }
}

/** E of M = (E + L) E^-1 (E + L^T), L the entries below the diagonal. */
function incompletePivots({ diagonal, rowStarts, columns, values }: SymmetricSparse): Float64Array {
  const pivots = new Float64Array(diagonal.length)
  const above = new Float64Array(diagonal.length)
  for (let row = 0; row < diagonal.length; row++) {
    let pivot = diagonal[row]!
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) {
      const column = columns[entry]!
      const value = values[entry]!
      if (column > row) {
        above[row]! += value
        continue
      }
      const others = above[column]! - value
      pivot -= (value / pivots[column]!) * (value + MODIFIED * others)
    }
    pivots[row] = pivot < SMALLEST_PIVOT * diagonal[row]! ? diagonal[row]! : pivot
  }
  return pivots
}

/** out = M^-1 residual: one sweep down, one up. */
function precondition(
  { diagonal, rowStarts, columns, values }: SymmetricSparse,
  pivots: Float64Array,
  residual: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0; row < diagonal.length; row++) {
    let sum = residual[row]!
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) {
      const column = columns[entry]!
      if (column >= row) break
      sum -= values[entry]! * out[column]!
    }
    out[row] = sum / pivots[row]!
  }
  for (let row = diagonal.length - 1; row >= 0; row--) {
    let sum = 0
    for (let entry = rowStarts[row + 1]! - 1; entry >= rowStarts[row]!; entry--) {
      const column = columns[entry]!
      if (column <= row) break
      sum += values[entry]! * out[column]!
    }
    out[row]! -= sum / pivots[row]!
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}
