import { extent, scaleLinear } from 'd3'
import { rowsArea, type PlotArea } from './plot-area.ts'

export interface ClassDotsRow {
  readonly name: string
  readonly n: number
  /** One per run; null where it has no value. */
  readonly means: readonly (number | null)[]
}

export interface ClassDotsChart {
  readonly height: number
  readonly plot: PlotArea
  readonly ticks: readonly { readonly text: string; readonly x: number }[]
  readonly rows: readonly {
    readonly row: ClassDotsRow
    readonly y: number
    /** Of the runs that have a value. */
    readonly dots: readonly { readonly run: number; readonly mean: number; readonly x: number }[]
    /** From the lowest to the highest; null with fewer than two. */
    readonly span: readonly [number, number] | null
  }[]
}

const MARGIN = { left: 130, right: 16, top: 8, bottom: 38 }
const ROW_HEIGHT = 24

/** The mean of each class, a dot for each run. */
export function layoutClassDots(rows: readonly ClassDotsRow[], width: number): ClassDotsChart {
  const plot = rowsArea(MARGIN, width, rows.length * ROW_HEIGHT)
  const [low = 0, high = 1] = extent(rows.flatMap(({ means }) => means.flatMap((mean) => mean ?? [])))
  const room = high > low ? (high - low) * 0.06 : 0.5
  const x = scaleLinear([low - room, high + room], [plot.left, plot.right])
  const format = x.tickFormat(5)
  return {
    height: plot.bottom + MARGIN.bottom,
    plot,
    ticks: x.ticks(5).map((value) => ({ text: format(value), x: x(value) })),
    rows: rows.map((row, index) => {
      const dots = row.means.flatMap((mean, run) => (mean === null ? [] : [{ run, mean, x: x(mean) }]))
      const [first, last] = extent(dots.map((dot) => dot.x))
      return {
        row,
        y: plot.top + (index + 0.5) * ROW_HEIGHT,
        dots,
        span: dots.length < 2 || first === undefined || last === undefined ? null : [first, last],
      }
    }),
  }
}
