import { scaleLinear } from 'd3'

export interface ReliabilityBin {
  readonly lower: number
  readonly upper: number
  readonly count: number
  readonly confidence: number | null
  readonly accuracy: number | null
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface ReliabilityMark {
  readonly bin: ReliabilityBin
  /** From 0 to the accuracy; null in an empty bin. */
  readonly bar: Box | null
  /** Between accuracy and mean confidence: what the calibration error adds up; null in an empty bin. */
  readonly gap: Box | null
  readonly point: { readonly x: number; readonly y: number } | null
  /** In the histogram. */
  readonly column: Box
  /** Sure of itself more than it is right. */
  readonly over: boolean
}

export interface ReliabilityChart {
  readonly height: number
  readonly plot: Box
  readonly histogram: Box
  readonly marks: readonly ReliabilityMark[]
  readonly ticks: readonly { readonly value: number; readonly x: number; readonly y: number }[]
  readonly countTicks: readonly { readonly value: number; readonly y: number }[]
  readonly diagonal: string
}

const MARGIN = { left: 52, right: 14, top: 10, bottom: 40 }
const HISTOGRAM_HEIGHT = 60
const BETWEEN = 14

/** Accuracy against confidence in bins, and below on the same axis how many samples each bin holds. */
export function layoutReliability(bins: readonly ReliabilityBin[], width: number): ReliabilityChart {
  const inner = Math.max(1, width - MARGIN.left - MARGIN.right)
  const plot = { x: MARGIN.left, y: MARGIN.top, width: inner, height: Math.min(inner, 235) }
  const histogram = { ...plot, y: plot.y + plot.height + BETWEEN, height: HISTOGRAM_HEIGHT }
  const x = scaleLinear([0, 1], [plot.x, plot.x + inner])
  const y = scaleLinear([0, 1], [plot.y + plot.height, plot.y])
  const most = Math.max(1, ...bins.map(({ count }) => count))
  // Room above the highest column for its number.
  const n = scaleLinear([0, most * 1.25], [histogram.y + histogram.height, histogram.y])
  const box = (bin: ReliabilityBin, from: number, to: number) => ({
    x: x(bin.lower) + 1,
    y: Math.min(from, to),
    width: Math.max(1, x(bin.upper) - x(bin.lower) - 2),
    height: Math.abs(from - to),
  })
  return {
    height: histogram.y + histogram.height + MARGIN.bottom,
    plot,
    histogram,
    marks: bins.map((bin) => {
      const { accuracy, confidence, count } = bin
      const known = accuracy !== null && confidence !== null
      return {
        bin,
        bar: known ? box(bin, y(0), y(accuracy)) : null,
        gap: known ? box(bin, y(accuracy), y(confidence)) : null,
        point: known ? { x: x(confidence), y: y(accuracy) } : null,
        column: box(bin, n(0), n(count)),
        over: known && confidence > accuracy,
      }
    }),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, x: x(value), y: y(value) })),
    countTicks: [0, most].map((value) => ({ value, y: n(value) })),
    diagonal: `M${x(0)},${y(0)}L${x(1)},${y(1)}`,
  }
}
