import { scaleLinear } from 'd3'
import { rowsArea, type PlotArea } from './plot-area.ts'

export interface DifferenceRow {
  readonly name: string
  /** Mean of the pairs; null where there is no pair. */
  readonly difference: number | null
  readonly interval: readonly [number, number] | null
}

export interface PairedDifferencesChart {
  readonly height: number
  readonly plot: PlotArea
  readonly zero: number
  readonly ticks: readonly { readonly text: string; readonly x: number }[]
  readonly rows: readonly {
    readonly row: DifferenceRow
    readonly y: number
    readonly x: number | null
    readonly low: number | null
    readonly high: number | null
    /** The interval does not hold zero. */
    readonly clear: boolean
  }[]
}

const MARGIN = { left: 130, right: 16, top: 8, bottom: 38 }
const ROW_HEIGHT = 26

/** Difference of each run to the first with its interval, about zero; the axis is symmetric, so that no side looks larger. */
export function layoutPairedDifferences(
  rows: readonly DifferenceRow[],
  width: number,
): PairedDifferencesChart {
  const plot = rowsArea(MARGIN, width, rows.length * ROW_HEIGHT)
  const sizes = rows.flatMap(({ difference, interval }) =>
    [difference ?? 0, ...(interval ?? [])].map(Math.abs),
  )
  const reach = Math.max(...sizes, 0) || 1
  const x = scaleLinear([-reach * 1.08, reach * 1.08], [plot.left, plot.right])
  const format = x.tickFormat(5, '+')
  return {
    height: plot.bottom + MARGIN.bottom,
    plot,
    zero: x(0),
    ticks: x.ticks(5).map((value) => ({ text: value === 0 ? '0' : format(value), x: x(value) })),
    rows: rows.map((row, index) => {
      const { difference, interval } = row
      return {
        row,
        y: plot.top + (index + 0.5) * ROW_HEIGHT,
        x: difference === null ? null : x(difference),
        low: interval === null ? null : x(interval[0]),
        high: interval === null ? null : x(interval[1]),
        clear: interval !== null && interval[0] * interval[1] > 0,
      }
    }),
  }
}
