/** Standard errors of a mean of vectors, sqrt(variance / n) with the unbiased variance. */
export interface StandardErrors {
  /** Mean and largest over the values. */
  readonly mean: number
  readonly largest: number
  /** Of the sum of all values of the mean. */
  readonly ofSum: number
}

/** Mean and variance of vectors that come one by one (Welford 1962), and of their sums. */
export class RunningMoments {
  /** Mean so far. */
  readonly mean: Float64Array
  readonly #squares: Float64Array
  #count = 0
  #sumMean = 0
  #sumSquares = 0

  constructor(length: number) {
    this.mean = new Float64Array(length)
    this.#squares = new Float64Array(length)
  }

  add(values: Float32Array | Float64Array): void {
    const inverse = 1 / ++this.#count
    const { mean } = this
    const squares = this.#squares
    let sum = 0
    for (let index = 0; index < mean.length; index++) {
      const value = values[index]!
      const known = mean[index]!
      const now = known + (value - known) * inverse
      squares[index]! += (value - known) * (value - now)
      mean[index] = now
      sum += value
    }
    this.#addSum(sum, inverse)
  }

  /** Adds gradient * (to - from) without writing it down: this is done for every point that a gradient is taken at. */
  addAlong(gradient: Float32Array, from: Float32Array, to: Float32Array): void {
    const inverse = 1 / ++this.#count
    const { mean } = this
    const squares = this.#squares
    let sum = 0
    for (let index = 0; index < mean.length; index++) {
      const value = gradient[index]! * (to[index]! - from[index]!)
      const known = mean[index]!
      const now = known + (value - known) * inverse
      squares[index]! += (value - known) * (value - now)
      mean[index] = now
      sum += value
    }
    this.#addSum(sum, inverse)
  }

  #addSum(sum: number, inverse: number): void {
    const before = sum - this.#sumMean
    this.#sumMean += before * inverse
    this.#sumSquares += before * (sum - this.#sumMean)
  }

  /** Standard error of each value of the mean; zeros for fewer than two vectors. */
  errors(): Float64Array {
    const divisor = this.#count * Math.max(1, this.#count - 1)
    return this.#squares.map((squares) => Math.sqrt(squares / divisor))
  }

  standardErrors(): StandardErrors {
    const errors = this.errors()
    let total = 0
    let largest = 0
    for (let index = 0; index < errors.length; index++) {
      total += errors[index]!
      largest = Math.max(largest, errors[index]!)
    }
    return {
      mean: total / errors.length,
      largest,
      ofSum: Math.sqrt(this.#sumSquares / (this.#count * Math.max(1, this.#count - 1))),
    }
  }
}
