import { extent, scaleLinear } from 'd3'

export interface PairedValues {
  /** Of the first run. */
  readonly x: ArrayLike<number>
  /** Of the other run, of the same samples. */
  readonly y: ArrayLike<number>
}

export interface PairedScatter {
  readonly plot: { readonly left: number; readonly top: number; readonly size: number }
  /** The same on both axes: points on the line are alike. */
  readonly domain: readonly [number, number]
  readonly ticks: readonly {
    readonly value: number
    readonly text: string
    readonly x: number
    readonly y: number
  }[]
  /** Positions, px, in the order of the samples. */
  readonly px: Float32Array
  readonly py: Float32Array
  /** All points above, on and below the line, each as one path of dots (drawn with round line ends). */
  readonly dots: { readonly above: string; readonly on: string; readonly below: string }
  readonly identity: string
}

const MARGIN = { left: 52, right: 12, top: 10, bottom: 42 }

/** One point per sample: how much the first run's figure is, and how much the other's. */
export function layoutPairedScatter({ x, y }: PairedValues, width: number): PairedScatter {
  const size = Math.max(1, width - MARGIN.left - MARGIN.right)
  const plot = { left: MARGIN.left, top: MARGIN.top, size }
  const domain = sharedDomain(x, y)
  const toX = scaleLinear(domain, [plot.left, plot.left + size])
  const toY = scaleLinear(domain, [plot.top + size, plot.top])
  const px = Float32Array.from(x, (value) => toX(value))
  const py = Float32Array.from(y, (value) => toY(value))
  const dots = { above: '', on: '', below: '' }
  for (let i = 0; i < px.length; i++) {
    const side = y[i]! > x[i]! ? 'above' : y[i]! < x[i]! ? 'below' : 'on'
    dots[side] += `M${px[i]!.toFixed(1)},${py[i]!.toFixed(1)}h0`
  }
  const format = toX.tickFormat(5)
  return {
    plot,
    domain,
    ticks: toX.ticks(5).map((value) => ({ value, text: format(value), x: toX(value), y: toY(value) })),
    px,
    py,
    dots,
    identity: `M${toX(domain[0])},${toY(domain[0])}L${toX(domain[1])},${toY(domain[1])}`,
  }
}

/** Index of the point next to a place, within reach; null where there is none. */
export function nearestPoint(
  { px, py }: Pick<PairedScatter, 'px' | 'py'>,
  at: { readonly x: number; readonly y: number },
  reach = 18,
): number | null {
  let nearest: number | null = null
  let least = reach * reach
  for (let i = 0; i < px.length; i++) {
    const distance = (px[i]! - at.x) ** 2 + (py[i]! - at.y) ** 2
    if (distance <= least) {
      least = distance
      nearest = i
    }
  }
  return nearest
}

/** Indices of the samples with the largest differences, largest first; samples without one are left out. */
export function largestDifferences({ x, y }: PairedValues, count: number): number[] {
  const differing = Array.from({ length: x.length }, (_, i) => i).filter((i) => x[i] !== y[i])
  const size = (i: number) => Math.abs(y[i]! - x[i]!)
  return differing.toSorted((a, b) => size(b) - size(a) || a - b).slice(0, count)
}

function sharedDomain(x: ArrayLike<number>, y: ArrayLike<number>): [number, number] {
  const [low = 0, high = 1] = extent(
    [...extent(Array.from(x)), ...extent(Array.from(y))].flatMap((v) => v ?? []),
  )
  if (low === high) return [low - 0.5, high + 0.5]
  const room = (high - low) * 0.03
  return [low - room, high + room]
}
