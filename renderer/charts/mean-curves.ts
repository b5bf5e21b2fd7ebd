import { area, extent, line, scaleLinear } from 'd3'
import { plotArea, type PlotArea } from './plot-area.ts'

type MaybeNumbers = readonly (number | null)[]

/** One mean curve, with the standard error of each of its points. */
export interface MeanCurve {
  readonly name: string
  readonly y: MaybeNumbers
  readonly standardErrors: MaybeNumbers
  /** What the others are held against: drawn thin, without a band. */
  readonly quiet?: boolean
}

export interface MeanCurvesChart {
  readonly plot: PlotArea
  readonly xTicks: readonly { readonly text: string; readonly x: number }[]
  readonly yTicks: readonly { readonly text: string; readonly y: number }[]
  /** In the order of the curves. */
  readonly lines: readonly string[]
  /** Mean plus and minus 1.96 standard errors. */
  readonly bands: readonly string[]
}

const MARGIN = { left: 52, right: 14, top: 10, bottom: 42 }
/** Half the width of a 95 % interval, in standard errors. */
export const BAND = 1.96

/** Curves over the same x, with bands; x may be names (of layers), which stand side by side. */
export function layoutMeanCurves(
  x: readonly (number | string)[],
  curves: readonly MeanCurve[],
  size: { readonly width: number; readonly height: number },
): MeanCurvesChart {
  const plot = plotArea(MARGIN, size)
  const named = x.some((value) => typeof value === 'string')
  const places = x.map((value, index) => (named ? index : Number(value)))
  const [from = 0, to = 1] = extent(places)
  const toX = scaleLinear([from, to === from ? from + 1 : to], [plot.left, plot.right])
  const toY = scaleLinear(reach(curves), [plot.bottom, plot.top]).nice(5)
  const formatX = toX.tickFormat(5)
  const formatY = toY.tickFormat(5)
  return {
    plot,
    xTicks: named
      ? x.map((value, index) => ({ text: String(value), x: toX(index) }))
      : toX.ticks(5).map((value) => ({ text: formatX(value), x: toX(value) })),
    yTicks: toY.ticks(5).map((value) => ({ text: formatY(value), y: toY(value) })),
    ...draw(places, curves, toX, toY),
  }
}

function draw(
  places: readonly number[],
  curves: readonly MeanCurve[],
  toX: (value: number) => number,
  toY: (value: number) => number,
): Pick<MeanCurvesChart, 'lines' | 'bands'> {
  const indices = places.map((_, index) => index)
  const at = (index: number) => toX(places[index] ?? 0)
  const half = (curve: MeanCurve, index: number) => BAND * (curve.standardErrors[index] ?? 0)
  return {
    lines: curves.map(
      (curve) =>
        line<number>(at, (index) => toY(curve.y[index] ?? 0)).defined((index) => curve.y[index] != null)(
          indices,
        ) ?? '',
    ),
    bands: curves.map(
      (curve) =>
        area<number>()
          .x(at)
          .y0((index) => toY((curve.y[index] ?? 0) - half(curve, index)))
          .y1((index) => toY((curve.y[index] ?? 0) + half(curve, index)))
          .defined((index) => curve.y[index] != null && curve.standardErrors[index] != null)(indices) ?? '',
    ),
  }
}

function reach(curves: readonly MeanCurve[]): [number, number] {
  const values = curves.flatMap(({ y, standardErrors }) =>
    y.flatMap((value, index) => {
      const half = BAND * (standardErrors[index] ?? 0)
      return value === null ? [] : [value - half, value + half]
    }),
  )
  const [low = 0, high = 1] = extent(values)
  return low === high ? [low - 0.5, high + 0.5] : [low, high]
}
