/** Curves of one sample over a common axis: a share removed, a number of pixels, a layer's name. */
export interface Curves {
  readonly xTitle: string
  readonly x: readonly (number | string)[]
  /** Curve id -> a value per x; null where it is undefined. */
  readonly y: Readonly<Record<string, readonly (number | null)[]>>
}

/** Means over samples at each x, with the standard error (s / sqrt n) of each; null where no (or one) value is. */
export interface MeanCurves extends Curves {
  readonly standardErrors: Readonly<Record<string, readonly (number | null)[]>>
  readonly sampleCount: number
}

/** Point by point; samples whose x differs from the first one's are left out. */
export function meanCurves(samples: readonly Curves[]): MeanCurves | null {
  const [first] = samples
  if (first === undefined) return null
  const alike = samples.filter(
    ({ x }) => x.length === first.x.length && x.every((value, index) => value === first.x[index]),
  )
  const y: Record<string, (number | null)[]> = {}
  const standardErrors: Record<string, (number | null)[]> = {}
  for (const id of Object.keys(first.y)) {
    const points = first.x.map((_, index) =>
      meanAndError(alike.map((sample) => sample.y[id]?.[index] ?? null)),
    )
    y[id] = points.map(({ mean }) => mean)
    standardErrors[id] = points.map(({ error }) => error)
  }
  return { xTitle: first.xTitle, x: first.x, y, standardErrors, sampleCount: alike.length }
}

function meanAndError(values: readonly (number | null)[]): { mean: number | null; error: number | null } {
  const present = values.filter((value) => value !== null)
  const count = present.length
  if (count === 0) return { mean: null, error: null }
  const mean = present.reduce((sum, value) => sum + value, 0) / count
  if (count === 1) return { mean, error: null }
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (count - 1) / count) }
}

/** Six digits: what is stored beside each map need not be longer. */
export function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(6)))
}
