import { WorkbenchError } from '#contract/errors.ts'
import { npyNumbers, type NpyArray } from './npy.ts'

interface Labels {
  readonly labels: readonly (number | null)[]
  readonly classNames: readonly string[]
}

/**
 * Labels of an archive: integers [N] or [N, 1], one-hot rows [N, K], or none at all.
 * Class names are those of the archive, else the numbers 0 to K - 1.
 * @throws WorkbenchError `shape_mismatch`, `file_corrupt`
 */
export function labelsOf(
  y: NpyArray | undefined,
  names: NpyArray | undefined,
  count: number,
  fileName: string,
): Labels {
  const given = Array.isArray(names?.data) ? names.data.map(String) : []
  if (y === undefined) return { labels: Array.from({ length: count }, () => null), classNames: given }
  if (y.shape[0] !== count || y.shape.length > 2) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: ${fileName} has ${count} samples, labels of [${y.shape.join(', ')}]`,
    )
  }
  const numbers = npyNumbers(y, fileName)
  const columns = y.shape[1] ?? 1
  const labels = columns === 1 ? Array.from(numbers) : rowMaxima(numbers, columns)
  const bad = labels.find((label) => !Number.isInteger(label) || label < 0 || label > 32_767)
  if (bad !== undefined) {
    throw new WorkbenchError(
      'file_corrupt',
      `invalid label: ${bad} in ${fileName} (must be an integer in [0, 32767])`,
    )
  }
  const classCount = columns > 1 ? columns : labels.reduce((most, label) => Math.max(most, label + 1), 0)
  const classNames = Array.from(
    { length: Math.max(classCount, given.length) },
    (_, index) => given[index] ?? String(index),
  )
  return { labels, classNames }
}

function rowMaxima(numbers: Float64Array, columns: number): number[] {
  return Array.from({ length: numbers.length / columns }, (_, row) => {
    const values = numbers.subarray(row * columns, (row + 1) * columns)
    return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0)
  })
}
