import { WorkbenchError } from '#contract/errors.ts'

interface SsimOptions {
  readonly height: number
  readonly width: number
  /** L: largest minus smallest value that could occur. */
  readonly dataRange: number
  /** Side of the window in px, odd (default 7); shrunk to the largest odd number that fits a shorter side. */
  readonly window?: number
}

/** C1 = (K1 L)^2, C2 = (K2 L)^2, as in the paper. */
const K1 = 0.01
const K2 = 0.03

/**
 * Mean structural similarity (Wang et al. 2004, https://doi.org/10.1109/TIP.2003.819861, Eq. 13) with a uniform window and
 * sample covariances (n - 1), over the places where the window fits: the defaults of scikit-image. Deviation from the
 * paper: its window is Gaussian.
 * @param a  [H, W], finite
 * @param b  [H, W], finite
 * @returns  in [-1, 1]; 1 for equal pictures
 * @throws   WorkbenchError `shape_mismatch`
 */
export function ssim(a: Float32Array, b: Float32Array, options: SsimOptions): number {
  const { height, width, dataRange, window = 7 } = options
  if (a.length !== height * width || b.length !== a.length) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: pictures of ${a.length} and ${b.length} values, size ${height}x${width}`,
    )
  }
  const rows = oddAtMost(window, height)
  const columns = oddAtMost(window, width)
  const count = rows * columns
  const sumsOf = (value: (index: number) => number) =>
    windowSums(
      Float64Array.from(a, (_, index) => value(index)),
      { height, width, rows, columns },
    )
  const sumA = sumsOf((index) => a[index]!)
  const sumB = sumsOf((index) => b[index]!)
  const sumAA = sumsOf((index) => a[index]! * a[index]!)
  const sumBB = sumsOf((index) => b[index]! * b[index]!)
  const sumAB = sumsOf((index) => a[index]! * b[index]!)
  const c1 = (K1 * dataRange) ** 2
  const c2 = (K2 * dataRange) ** 2
  const degrees = Math.max(1, count - 1)
  let total = 0
  for (let place = 0; place < sumA.length; place++) {
    const meanA = sumA[place]! / count
    const meanB = sumB[place]! / count
    const varianceA = (sumAA[place]! - count * meanA * meanA) / degrees
    const varianceB = (sumBB[place]! - count * meanB * meanB) / degrees
    const covariance = (sumAB[place]! - count * meanA * meanB) / degrees
    total +=
      ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
      ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2))
  }
  return total / sumA.length
}

interface Windows {
  readonly height: number
  readonly width: number
  readonly rows: number
  readonly columns: number
}

/** Sums over every window that fits, [height - rows + 1, width - columns + 1]: along the rows, then down the columns. */
function windowSums(values: Float64Array, { height, width, rows, columns }: Windows): Float64Array {
  const across = width - columns + 1
  const down = height - rows + 1
  const partial = new Float64Array(height * across)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0
      for (let step = 0; step < columns; step++) sum += values[y * width + x + step]!
      partial[y * across + x] = sum
    }
  }
  const sums = new Float64Array(down * across)
  for (let y = 0; y < down; y++) {
    for (let step = 0; step < rows; step++) {
      for (let x = 0; x < across; x++) sums[y * across + x]! += partial[(y + step) * across + x]!
    }
  }
  return sums
}

function oddAtMost(size: number, limit: number): number {
  const fitting = Math.min(size, limit)
  return fitting % 2 === 1 ? fitting : Math.max(1, fitting - 1)
}
