import { extent, line, scaleLinear } from 'd3'

export interface SignalPlot {
  readonly plot: { left: number; top: number; width: number; height: number }
  readonly path: string
  readonly xTicks: readonly { value: number; x: number }[]
  readonly yTicks: readonly { value: number; y: number }[]
  /** One per map value: a band behind the signal and a bar of the strip below it. */
  readonly bands: readonly { index: number; x: number; width: number; value: number }[]
  readonly strip: { top: number; height: number }
  /** Position of the sample under a point of the drawing; null outside. */
  indexAt(px: number): number | null
  pointOf(index: number): { x: number; y: number }
}

const MARGIN = { left: 52, right: 16, top: 14, bottom: 40 }
const STRIP_HEIGHT = 64

interface Input {
  readonly values: Float32Array
  readonly map: Float32Array | null
  readonly width: number
  readonly height: number
}

/** A signal over its positions, with its map as bands behind it and as stems in a strip below. */
export function layoutSignal({ values, map, width, height }: Input): SignalPlot {
  const stripHeight = map === null ? 0 : STRIP_HEIGHT
  const plot = {
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: Math.max(1, height - MARGIN.top - MARGIN.bottom - stripHeight - (map === null ? 0 : 12)),
  }
  const [low = 0, high = 1] = extent(values)
  const x = scaleLinear([0, Math.max(1, values.length)], [plot.left, plot.left + plot.width])
  const y = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [
    plot.top + plot.height,
    plot.top,
  ]).nice()
  const centre = (index: number) => x(index + 0.5)
  const step = plot.width / Math.max(1, values.length)
  return {
    plot,
    path: line<number>((_, index) => centre(index), y).digits(1)(values) ?? '',
    xTicks: x
      .ticks(8)
      .filter((value) => Number.isInteger(value) && value < values.length)
      .map((value) => ({ value, x: centre(value) })),
    yTicks: y.ticks(5).map((value) => ({ value, y: y(value) })),
    bands: Array.from(map ?? [], (value, index) => ({ index, x: x(index), width: step, value })),
    strip: { top: height - MARGIN.bottom - stripHeight, height: stripHeight },
    indexAt: (px) => {
      const index = Math.floor(x.invert(px))
      return index >= 0 && index < values.length ? index : null
    },
    pointOf: (index) => ({ x: centre(index), y: y(values[index] ?? 0) }),
  }
}

/** Path of a class's pattern, drawn over its own extent in a box. */
export function templatePath(
  template: { readonly x: readonly number[]; readonly y: readonly number[] },
  width: number,
  height: number,
): string {
  const [x0 = 0, x1 = 1] = extent(template.x)
  const [y0 = 0, y1 = 1] = extent(template.y)
  const x = scaleLinear([x0, x1], [2, width - 2])
  const y = scaleLinear(y0 === y1 ? [y0 - 1, y1 + 1] : [y0, y1], [height - 2, 2])
  return line<number>((_, index) => x(template.x[index] ?? 0), y).digits(1)(template.y) ?? ''
}
