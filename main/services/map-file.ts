import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import { npyFloat32, npyNumbers, readNpy, type NpyArray } from '../datasets/npy.ts'
import { readNpz } from '../datasets/npz.ts'

export interface MapRow {
  /** Place of the sample among those that the run covers. */
  readonly position: number
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export interface CoveredSample {
  readonly id: number
  readonly name: string
  /** Row in the sample table of its data set. */
  readonly row: number
}

export interface MapFile {
  readonly name: string
  readonly sha256: string
  readonly rows: readonly MapRow[]
}

/**
 * Reads maps: an .npy [n, ...] in the run's order, an .npz with `maps` and optionally `sample`
 * (rows of the data set's sample table), or a folder with
 * `<sample name>.npy` for each sample.
 * @param covered  the samples that the run covers, in its order
 */
export function readMapFile(path: string, covered: readonly CoveredSample[]): MapFile {
  if (!existsSync(path)) throw unsupported(path, 'no such file or folder')
  const hash = createHash('sha256')
  const rows = statSync(path).isDirectory()
    ? readFolder(path, covered, (bytes) => hash.update(bytes))
    : readArray(path, covered, (bytes) => hash.update(bytes))
  checkRows(path, rows, covered.length)
  return { name: basename(path), sha256: hash.digest('hex'), rows }
}

function readFolder(
  path: string,
  covered: readonly CoveredSample[],
  onBytes: (bytes: Uint8Array) => void,
): MapRow[] {
  return covered.flatMap(({ name }, position) => {
    const file = join(path, ...`${name}.npy`.split('/'))
    if (!existsSync(file)) return []
    const bytes = readFileSync(file)
    onBytes(bytes)
    const array = readNpy(bytes, file)
    return [{ position, shape: array.shape, values: finite(npyFloat32(array, file), file) }]
  })
}

function readArray(
  path: string,
  covered: readonly CoveredSample[],
  onBytes: (bytes: Uint8Array) => void,
): MapRow[] {
  const bytes = readFileSync(path)
  onBytes(bytes)
  if (!/\.np[yz]$/i.test(path)) throw unsupported(path, 'must be an .npy, an .npz or a folder')
  if (/\.npy$/i.test(path)) return inOrder(path, readNpy(bytes, path), covered)
  const arrays = readNpz(bytes, path)
  const maps = arrays.get('maps') ?? (arrays.size === 1 ? [...arrays.values()][0] : undefined)
  if (maps === undefined) {
    throw unsupported(path, `must have an array maps; has ${[...arrays.keys()].join(', ')}`)
  }
  const samples = arrays.get('sample')
  if (samples === undefined) return inOrder(path, maps, covered)
  const rows = npyNumbers(samples, path)
  const places = new Map(covered.map(({ row }, position) => [row, position]))
  return rowsOf(path, maps, (index) => places.get(rows[index] ?? -1) ?? -1)
}

/** Nothing but their order says whose maps they are: with one missing, nobody could tell whose the others are. */
function inOrder(path: string, array: NpyArray, covered: readonly CoveredSample[]): MapRow[] {
  const [count = 0] = array.shape
  if (count === covered.length) return rowsOf(path, array, (index) => index)
  throw new WorkbenchError(
    'shape_mismatch',
    `maps do not fit: ${path} has ${count} (must be ${covered.length}, one for each sample that the run covers, in its order; an .npz with sample, or a folder, may have fewer)`,
  )
}

function rowsOf(path: string, array: NpyArray, placeOf: (index: number) => number): MapRow[] {
  const [count = 0, ...shape] = array.shape
  const size = shape.reduce((product, length) => product * length, 1)
  const all = finite(npyFloat32(array, path), path)
  return Array.from({ length: count }, (_, index) => ({
    position: placeOf(index),
    shape,
    values: all.slice(index * size, (index + 1) * size),
  }))
}

function checkRows(path: string, rows: readonly MapRow[], count: number): void {
  if (rows.length === 0) throw unsupported(path, 'holds no map of the samples that the run covers')
  const outside = rows.find(
    ({ position }) => !Number.isInteger(position) || position < 0 || position >= count,
  )
  if (outside !== undefined) {
    throw new WorkbenchError(
      'shape_mismatch',
      `maps do not fit: ${path} has ${rows.length}, not all of them of the ${count} samples that the run covers`,
    )
  }
  if (new Set(rows.map(({ position }) => position)).size < rows.length) {
    throw new WorkbenchError('invalid_input', `maps do not fit: ${path} has two maps for one sample`)
  }
}

function finite(values: Float32Array, path: string): Float32Array {
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong === -1) return values
  throw new WorkbenchError(
    'file_corrupt',
    `map not finite: ${path}: ${values[wrong]} at ${wrong} (must be numbers)`,
  )
}

function unsupported(path: string, rule: string): WorkbenchError {
  return new WorkbenchError('file_unsupported', `maps not readable: ${path} (${rule})`)
}
