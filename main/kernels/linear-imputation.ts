import { WorkbenchError } from '#contract/errors.ts'
import type { PictureSize } from './gaussian-blur.ts'
import { solveSparse, type SymmetricSparse } from './sparse-solve.ts'

/** Neighbours before and behind a pixel in row-major order, with the paper's weights: 1/6 beside, 1/12 across a corner. */
const NEIGHBOURS = [
  { dy: -1, dx: -1, weight: 1 / 12 },
  { dy: -1, dx: 0, weight: 1 / 6 },
  { dy: -1, dx: 1, weight: 1 / 12 },
  { dy: 0, dx: -1, weight: 1 / 6 },
  { dy: 0, dx: 1, weight: 1 / 6 },
  { dy: 1, dx: -1, weight: 1 / 12 },
  { dy: 1, dx: 0, weight: 1 / 6 },
  { dy: 1, dx: 1, weight: 1 / 12 },
] as const

/**
 * Fills removed pixels so that each is the weighted mean of its neighbours, known and filled alike; at a border the weights
 * of the neighbours that there are sum to 1. ROAD (Rong et al. 2022, https://arxiv.org/abs/2202.00449, section 4.2), without
 * its noise.
 * @param picture  [H, W, C]
 * @param removed  [H, W], not 0 where the pixel is unknown; at least one pixel must be known
 * @returns        new [H, W, C]; each value within the range of the known ones, up to the solver's tolerance
 * @throws         WorkbenchError `shape_mismatch`, `invalid_input` where every pixel is removed
 */
export function imputeLinear(picture: Float32Array, size: PictureSize, removed: Uint8Array): Float32Array {
  const { height, width, channels } = size
  if (removed.length !== height * width || picture.length !== removed.length * channels) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: picture of ${picture.length} values, ${removed.length} pixels marked, size ${height}x${width}x${channels}`,
    )
  }
  const filled = picture.slice()
  const unknown = [...removed.keys()].filter((pixel) => removed[pixel] !== 0)
  if (unknown.length === 0) return filled
  if (unknown.length === removed.length) {
    throw new WorkbenchError('invalid_input', 'invalid removal: every pixel (one must be known)')
  }
  const { matrix, known } = neighbourSystem(size, removed, Int32Array.from(unknown))
  const means = knownMeans(picture, removed, channels)
  for (let channel = 0; channel < channels; channel++) {
    const right = new Float64Array(unknown.length)
    for (const { row, pixel, weight } of known) right[row]! += weight * picture[pixel * channels + channel]!
    const start = new Float64Array(unknown.length).fill(means[channel]!)
    const { x } = solveSparse(matrix, right, start)
    unknown.forEach((pixel, row) => (filled[pixel * channels + channel] = x[row]!))
  }
  return filled
}

interface KnownNeighbour {
  readonly row: number
  readonly pixel: number
  readonly weight: number
}

/** (sum of weights) x_i - sum over unknown neighbours w_j x_j = sum over known neighbours w_j x_j */
function neighbourSystem(
  { height, width }: PictureSize,
  removed: Uint8Array,
  unknown: Int32Array,
): { matrix: SymmetricSparse; known: readonly KnownNeighbour[] } {
  const rowOf = new Int32Array(removed.length).fill(-1)
  unknown.forEach((pixel, row) => (rowOf[pixel] = row))
  const diagonal = new Float64Array(unknown.length)
  const rowStarts = new Int32Array(unknown.length + 1)
  const columns = new Int32Array(unknown.length * NEIGHBOURS.length)
  const values = new Float64Array(columns.length)
  const known: KnownNeighbour[] = []
  let entry = 0
  for (let row = 0; row < unknown.length; row++) {
    const x = unknown[row]! % width
    const y = (unknown[row]! - x) / width
    for (const { dy, dx, weight } of NEIGHBOURS) {
      if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue
      const pixel = (y + dy) * width + x + dx
      diagonal[row]! += weight
      if (removed[pixel] === 0) {
        known.push({ row, pixel, weight })
        continue
      }
      columns[entry] = rowOf[pixel]!
      values[entry] = -weight
      entry++
    }
    rowStarts[row + 1] = entry
  }
  return { matrix: { diagonal, rowStarts, columns, values }, known }
}

function knownMeans(picture: Float32Array, removed: Uint8Array, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0)
  let count = 0
  for (let pixel = 0; pixel < removed.length; pixel++) {
    if (removed[pixel] !== 0) continue
    count++
    for (let channel = 0; channel < channels; channel++)
      sums[channel]! += picture[pixel * channels + channel]!
  }
  return sums.map((sum) => sum / count)
}
