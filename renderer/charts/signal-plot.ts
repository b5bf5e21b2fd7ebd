import { area, line, scaleLinear, type ScaleLinear } from 'd3'
import type { Range } from './map-raster.ts'

/** Part of the positions that is drawn, in positions: sample i lies from i to i + 1. */
export type Extent = readonly [from: number, to: number]

/** The axis along the positions, the same for a signal and all of its maps. */
export interface PositionAxis {
  readonly left: number
  readonly width: number
  readonly ticks: readonly { readonly value: number; readonly x: number }[]
  /** Middle of a position, px. */
  centre(index: number): number
  /** Left edge of a position, px. */
  edge(index: number): number
  /** Position under a point of the drawing; null outside. */
  indexAt(px: number): number | null
  /** In positions, with fractions. */
  at(px: number): number
}

const SIDES = { left: 70, right: 16 }

/** @param length  positions of the signal */
export function positionAxis(length: number, extent: Extent, width: number): PositionAxis {
  const inner = Math.max(1, width - SIDES.left - SIDES.right)
  const x = scaleLinear([extent[0], extent[1]], [SIDES.left, SIDES.left + inner])
  const wholes = x
    .ticks(8)
    .filter((value) => Number.isInteger(value) && value >= extent[0] && value < extent[1])
  return {
    left: SIDES.left,
    width: inner,
    ticks: wholes
      .map((value) => ({ value, x: x(value + 0.5) }))
      .filter((tick) => tick.x <= SIDES.left + inner),
    centre: (index) => x(index + 0.5),
    edge: (index) => x(index),
    at: (px) => x.invert(px),
    indexAt: (px) => {
      const index = Math.floor(x.invert(px))
      const inside = px >= SIDES.left && px <= SIDES.left + inner
      return inside && index >= 0 && index < length ? index : null
    },
  }
}

/** A class's pattern or mean over the signal. */
export interface Overlay {
  readonly classIndex: number
  /** Position of its first value. */
  readonly start: number
  readonly values: Float32Array
  /** null: no spread. */
  readonly deviation: Float32Array | null
}

export interface SignalPlot {
  readonly path: string
  readonly points: readonly { readonly index: number; readonly x: number; readonly y: number }[]
  readonly overlays: readonly {
    readonly classIndex: number
    readonly path: string
    readonly band: string | null
    /** Its highest point, where its name stands. */
    readonly top: { readonly x: number; readonly y: number }
  }[]
  readonly ticks: readonly { readonly value: number; readonly y: number }[]
}

/** A signal and the overlays that lie on it, on one scale over all of their values. */
export function layoutSignal(
  values: Float32Array,
  overlays: readonly Overlay[],
  axis: PositionAxis,
  box: { readonly top: number; readonly height: number },
): SignalPlot {
  const y = amplitudes([values, ...overlays.flatMap(outline)], box)
  return {
    path: line<number>((_, index) => axis.centre(index), y).digits(1)(values) ?? '',
    points: Array.from(values, (value, index) => ({ index, x: axis.centre(index), y: y(value) })),
    overlays: overlays.map((overlay) => {
      const { classIndex, start, values: curve, deviation } = overlay
      const highest = curve.reduce((best, value, index) => (value > curve[best]! ? index : best), 0)
      const spread = area<number>()
        .x((_, index) => axis.centre(start + index))
        .y0((value, index) => y(value - (deviation?.[index] ?? 0)))
        .y1((value, index) => y(value + (deviation?.[index] ?? 0)))
      return {
        classIndex,
        path: line<number>((_, index) => axis.centre(start + index), y).digits(1)(curve) ?? '',
        band: deviation === null ? null : spread.digits(1)(curve),
        top: { x: axis.centre(start + highest), y: y(curve[highest] ?? 0) },
      }
    }),
    ticks: y.ticks(5).map((value) => ({ value, y: y(value) })),
  }
}

function outline({ values, deviation }: Overlay): Float32Array[] {
  if (deviation === null) return [values]
  return [
    values.map((value, index) => value + deviation[index]!),
    values.map((value, index) => value - deviation[index]!),
  ]
}

function amplitudes(
  curves: readonly Float32Array[],
  { top, height }: { readonly top: number; readonly height: number },
): ScaleLinear<number, number> {
  let low = Infinity
  let high = -Infinity
  for (const curve of curves) {
    for (const value of curve) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  }
  const known = low <= high ? [low, high] : [0, 1]
  const domain = known[0] === known[1] ? [known[0]! - 1, known[1]! + 1] : known
  return scaleLinear(domain, [top + height, top]).nice()
}

export interface MapBar {
  readonly index: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly value: number
}

export interface MapBars {
  readonly bars: readonly MapBar[]
  readonly ticks: readonly { readonly value: number; readonly y: number }[]
  readonly zero: number
  /** Height of a value, px; held within the drawing. */
  yOf(value: number): number
}

/** A map as bars along the positions. They stand on zero where it lies in the range, else on the end next to it. */
export function layoutMapBars(
  values: Float32Array,
  range: Range,
  axis: PositionAxis,
  box: { readonly top: number; readonly height: number },
): MapBars {
  const flat = range.low === range.high
  const domain = flat ? [range.low - 1, range.high + 1] : [range.low, range.high]
  const y = scaleLinear(domain, [box.top + box.height, box.top]).clamp(true)
  const base = y(Math.min(range.high, Math.max(range.low, 0)))
  return {
    bars: Array.from(values, (value, index) => {
      const tip = y(value)
      const x = axis.edge(index)
      return {
        index,
        x,
        y: Math.min(base, tip),
        width: axis.edge(index + 1) - x,
        height: Math.max(1, Math.abs(base - tip)),
        value,
      }
    }),
    ticks: [range.low, ...(range.low < 0 && range.high > 0 ? [0] : []), range.high].map((value) => ({
      value,
      y: y(value),
    })),
    zero: base,
    yOf: (value) => y(value),
  }
}

/** Runs of neighbouring positions that are chosen: `[from, to)` each. */
export function chosenRuns(chosen: (index: number) => boolean, length: number): Extent[] {
  const runs: [number, number][] = []
  for (let index = 0; index < length; index++) {
    if (!chosen(index)) continue
    const last = runs.at(-1)
    if (last?.[1] === index) last[1] = index + 1
    else runs.push([index, index + 1])
  }
  return runs
}
