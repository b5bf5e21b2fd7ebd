import type { Colormap } from '../../../charts/colormaps.ts'
import type { Plane, Range } from '../../../charts/map-raster.ts'
import { formatEnd, formatValue } from '../../../components/format.ts'
import type { Frame } from '../../../state/layers-film.svelte.ts'

/** What the preview shows large, with its figures in words. */
export interface ShownPlane {
  readonly title: string
  readonly plane: Plane
  readonly range: Range
  readonly colormap: Colormap
  readonly low: string
  readonly high: string
  readonly rows: readonly (readonly [string, string])[]
}

/** End values: symmetric about zero where values have signs. */
export function spread(minimum: number, maximum: number, signed: boolean): Range {
  if (!signed) return { low: minimum, high: maximum }
  const reach = Math.max(Math.abs(minimum), Math.abs(maximum))
  return { low: -reach, high: reach }
}

/** What is told of a feature map or a mask. */
export function frameRows(frame: Frame): (readonly [string, string])[] {
  const { minimum, maximum, mean, meanGradient, score } = frame
  return [
    ...(score === null ? [] : [['Score as a mask', formatValue(score)] as const]),
    ['Range', rangeWords({ low: minimum, high: maximum })],
    ['Mean', formatValue(mean)],
    ['Mean gradient ∇', formatValue(meanGradient, true)],
  ]
}

/** `0 to 1.82`; what is nothing beside the other end is 0. `digits`: significant ones. */
export function rangeWords(ends: Range, digits = 4): string {
  const rounded = (value: number) => Number(value.toPrecision(digits))
  const range = { low: rounded(ends.low), high: rounded(ends.high) }
  if (range.low === range.high) return `${formatValue(range.low)} everywhere`
  return `${formatEnd(range.low, range)} to ${formatEnd(range.high, range)}`
}
