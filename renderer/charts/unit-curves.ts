import { line, scaleLinear } from 'd3'
import { plotArea, type PlotArea } from './plot-area.ts'

export interface CurvePoints {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export interface UnitChart {
  readonly plot: PlotArea
  readonly ticks: readonly { value: number; x: number; y: number }[]
  readonly paths: readonly (string | null)[]
  readonly diagonal: string
  /** The drawn point next to a point of the drawing, of one curve or of any; null where none is within `NEAR_PX`. */
  nearest(at: { readonly x: number; readonly y: number }, only: number | null): CurvePoint | null
  pointOf(point: CurvePoint): { x: number; y: number }
}

export interface CurvePoint {
  readonly curve: number
  /** Index of the point in its curve. */
  readonly index: number
}

const NEAR_PX = 40

const MARGIN = { left: 44, right: 12, top: 10, bottom: 38 }
/** More points than screen px say nothing more. */
const MAXIMUM_POINTS = 600

/** Curves in the unit square (ROC, precision-recall, reliability). */
export function layoutUnitCurves(
  curves: readonly (CurvePoints | null)[],
  size: { width: number; height: number },
): UnitChart {
  const plot = plotArea(MARGIN, size)
  const x = scaleLinear([0, 1], [plot.left, plot.right])
  const y = scaleLinear([0, 1], [plot.bottom, plot.top])
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
    nearest: (at, only) => nearestPoint(curves, { x: x.invert(at.x), y: y.invert(at.y) }, plot, only),
    pointOf: ({ curve, index }) => ({
      x: x(curves[curve]?.x[index] ?? 0),
      y: y(curves[curve]?.y[index] ?? 0),
    }),
  }
}

function nearestPoint(
  curves: readonly (CurvePoints | null)[],
  at: { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
  only: number | null,
): CurvePoint | null {
  let best: CurvePoint | null = null
  let least = NEAR_PX
  for (const [index, curve] of curves.entries()) {
    if (curve === null || (only !== null && only !== index)) continue
    for (const place of thin(curve.x.length)) {
      const distance = Math.hypot(
        (curve.x[place]! - at.x) * size.width,
        (curve.y[place]! - at.y) * size.height,
      )
      if (distance >= least) continue
      least = distance
      best = { curve: index, index: place }
    }
  }
  return best
}

/** Indices of at most `MAXIMUM_POINTS` points, both ends among them. */
export function thin(count: number): number[] {
  if (count <= MAXIMUM_POINTS) return Array.from({ length: count }, (_, index) => index)
  const step = (count - 1) / (MAXIMUM_POINTS - 1)
  return Array.from({ length: MAXIMUM_POINTS }, (_, index) => Math.round(index * step))
}
