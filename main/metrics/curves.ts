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

/**
 * Means of curves, sample by sample, so that no more than one is in memory. Point by point; samples whose x differs from the
 * first one's are left out.
 */
export class CurveMeans {
  #first: Curves | null = null
  readonly #points = new Map<string, readonly PointMoments[]>()
  #sampleCount = 0

  add(curves: Curves): void {
    this.#first ??= this.#begin(curves)
    const { x } = this.#first
    if (curves.x.length !== x.length || curves.x.some((value, index) => value !== x[index])) return
    this.#sampleCount++
    for (const [id, points] of this.#points) {
      const values = curves.y[id]
      points.forEach((point, index) => addValue(point, values?.[index] ?? null))
    }
  }

  /** null where no curve was added. */
  result(): MeanCurves | null {
    if (this.#first === null) return null
    const { xTitle, x } = this.#first
    const each = (figure: (point: PointMoments) => number | null) =>
      Object.fromEntries([...this.#points].map(([id, points]) => [id, points.map(figure)]))
    return {
      xTitle,
      x,
      y: each(({ count, mean }) => (count === 0 ? null : mean)),
      standardErrors: each(({ count, squares }) =>
        count < 2 ? null : Math.sqrt(squares / (count - 1) / count),
      ),
      sampleCount: this.#sampleCount,
    }
  }

  #begin(curves: Curves): Curves {
    for (const id of Object.keys(curves.y)) {
      this.#points.set(
        id,
        curves.x.map(() => ({ count: 0, mean: 0, squares: 0 })),
      )
    }
    return { xTitle: curves.xTitle, x: curves.x, y: {} }
  }
}

interface PointMoments {
  count: number
  mean: number
  /** Sum of squared distances from the mean. */
  squares: number
}

/** Welford's update: as exact as two passes, in one. */
function addValue(point: PointMoments, value: number | null): void {
  if (value === null) return
  point.count++
  const distance = value - point.mean
  point.mean += distance / point.count
  point.squares += distance * (value - point.mean)
}

/** Six digits: what is stored beside each map need not be longer. */
export function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(6)))
}
