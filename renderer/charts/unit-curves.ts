import { line, scaleLinear } from 'd3'

export interface CurvePoints {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export interface UnitChart {
  readonly plot: { left: number; top: number; width: number; height: number }
  readonly ticks: readonly { value: number; x: number; y: number }[]
  readonly paths: readonly (string | null)[]
  readonly diagonal: string
}

const MARGIN = { left: 44, right: 12, top: 10, bottom: 38 }
/** More points than screen px say nothing more. */
const MAXIMUM_POINTS = 600

/** Curves in the unit square (ROC, precision-recall, reliability). */
export function layoutUnitCurves(
  curves: readonly (CurvePoints | null)[],
  size: { width: number; height: number },
): UnitChart {
  const plot = {
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, size.width - MARGIN.left - MARGIN.right),
    height: Math.max(1, size.height - MARGIN.top - MARGIN.bottom),
  }
  const x = scaleLinear([0, 1], [plot.left, plot.left + plot.width])
  const y = scaleLinear([0, 1], [plot.top + plot.height, plot.top])
  const draw = line<number>()
  return {
    plot,
    ticks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, x: x(value), y: y(value) })),
    paths: curves.map((curve) => {
      if (curve === null || curve.x.length === 0) return null
      draw.x((index) => x(curve.x[index] ?? 0)).y((index) => y(curve.y[index] ?? 0))
      return draw(thin(curve.x.length))
    }),
    diagonal: `M${x(0)},${y(0)}L${x(1)},${y(1)}`,
  }
}

/** Indices of at most `MAXIMUM_POINTS` points, both ends among them. */
export function thin(count: number): number[] {
  if (count <= MAXIMUM_POINTS) return Array.from({ length: count }, (_, index) => index)
  const step = (count - 1) / (MAXIMUM_POINTS - 1)
  return Array.from({ length: MAXIMUM_POINTS }, (_, index) => Math.round(index * step))
}
