import { scaleLinear } from 'd3'
import { rowsArea, type PlotArea } from './plot-area.ts'

export interface ClassAccuracyRow {
  readonly index: number
  readonly name: string
  /** null: no sample of the class. */
  readonly accuracy: number | null
  readonly interval: readonly [number, number] | null
  readonly support: number
}

export interface ClassAccuracyBar extends ClassAccuracyRow {
  readonly y: number
  /** Where the right ones end and the wrong ones begin, px. */
  readonly split: number
  /** Ends of the interval, px. */
  readonly whisker: readonly [number, number] | null
}

export interface ClassAccuracyChart {
  readonly height: number
  readonly plot: PlotArea
  readonly bars: readonly ClassAccuracyBar[]
  readonly ticks: readonly { readonly value: number; readonly x: number }[]
  /** Accuracy over all samples, px. */
  readonly overall: number
}

export const ROW_HEIGHT = 26
export const BAR_HEIGHT = 15
const MARGIN = { left: 104, right: 132, top: 18, bottom: 40 }

/** One bar per class from 0 to 1, with the interval of its accuracy; `order`: as the model has them, or the worst first. */
export function layoutClassAccuracy(
  rows: readonly ClassAccuracyRow[],
  options: { readonly width: number; readonly overall: number; readonly order: 'class' | 'accuracy' },
): ClassAccuracyChart {
  const plot = rowsArea(MARGIN, options.width, ROW_HEIGHT * rows.length)
  const x = scaleLinear([0, 1], [plot.left, plot.right])
  const ordered =
    options.order === 'class'
      ? rows
      : rows.toSorted((a, b) => (a.accuracy ?? 2) - (b.accuracy ?? 2) || a.index - b.index)
  return {
    height: plot.bottom + MARGIN.bottom,
    plot,
    bars: ordered.map((row, place) => ({
      ...row,
      y: plot.top + ROW_HEIGHT * place + (ROW_HEIGHT - BAR_HEIGHT) / 2,
      split: x(row.accuracy ?? 0),
      whisker: row.interval && [x(row.interval[0]), x(row.interval[1])],
    })),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, x: x(value) })),
    overall: x(options.overall),
  }
}
