import { area, bisectCenter, line, scaleLinear } from 'd3'
import { plotArea, type PlotArea } from './plot-area.ts'

/** A curve over shares of pixels: point k of n + 1 is at k / n. */
export type Curve = ArrayLike<number>

export interface RandomCurves {
  readonly mean: Curve
  readonly low: Curve
  readonly high: Curve
}

export interface RemovalCurvesInput {
  readonly insertion: Curve
  readonly deletion: Curve
  readonly random: { readonly insertion: RandomCurves; readonly deletion: RandomCurves } | null
  /** Whether values may lie below zero: the difference of two probabilities. */
  readonly signed: boolean
  readonly width: number
  readonly height: number
}

interface Drawn {
  readonly path: string
  readonly randomPath: string | null
  readonly bandPath: string | null
}

export interface RemovalCurvesChart {
  readonly plot: PlotArea
  readonly xTicks: readonly { value: number; x: number; text: string }[]
  readonly yTicks: readonly { value: number; y: number }[]
  readonly insertion: Drawn
  readonly deletion: Drawn
  /** Step under a point of the drawing; null outside of the plot. */
  stepAt(px: number): number | null
  xOf(step: number): number
  yOf(value: number): number
}

const MARGIN = { left: 40, right: 20, top: 8, bottom: 36 }

/** Insertion and deletion against the share of pixels, with the same in random order as a mean and a band. */
export function layoutRemovalCurves(input: RemovalCurvesInput): RemovalCurvesChart {
  const { width, height, signed } = input
  const plot = plotArea(MARGIN, { width, height })
  const steps = Math.max(1, input.deletion.length - 1)
  const x = scaleLinear([0, steps], [plot.left, plot.right])
  const y = scaleLinear(signed ? [-1, 1] : [0, 1], [plot.bottom, plot.top])
  const positions = Array.from({ length: steps + 1 }, (_, step) => x(step))
  const draw = line<number>((_, step) => x(step), y).digits(1)
  const fill = (random: RandomCurves) =>
    area<number>(
      (_, step) => x(step),
      (low) => y(low),
      (_, step) => y(random.high[step] ?? 0),
    ).digits(1)(Array.from(random.low))
  const drawn = (curve: Curve, random: RandomCurves | undefined): Drawn => ({
    path: draw(Array.from(curve)) ?? '',
    randomPath: random === undefined ? null : draw(Array.from(random.mean)),
    bandPath: random === undefined ? null : fill(random),
  })
  return {
    plot,
    xTicks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({
      value,
      x: x(value * steps),
      text: `${Math.round(100 * value)} %`,
    })),
    yTicks: (signed ? [-1, -0.5, 0, 0.5, 1] : [0, 0.5, 1]).map((value) => ({ value, y: y(value) })),
    insertion: drawn(input.insertion, input.random?.insertion),
    deletion: drawn(input.deletion, input.random?.deletion),
    stepAt: (px) => (px < plot.left - 6 || px > plot.right + 6 ? null : bisectCenter(positions, px)),
    xOf: (step) => x(step),
    yOf: (value) => y(value),
  }
}
