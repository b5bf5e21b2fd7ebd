import type { Colormap } from '../../../charts/colormaps.ts'
import type { Plane, Range } from '../../../charts/map-raster.ts'
import { formatValue } from '../../../components/format.ts'
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

/** What is told of a feature map or a mask. `scoreName` says what is explained: `logit of Tumour`. */
export function frameRows(frame: Frame, scoreName: string): (readonly [string, string])[] {
  const { minimum, maximum, mean, meanGradient, score } = frame
  const effect = meanGradient > 0 ? 'raises' : meanGradient < 0 ? 'lowers' : 'leaves'
  const rows: (readonly [string, string])[] = [
    [
      'Range',
      minimum === maximum
        ? `${formatValue(minimum)} everywhere`
        : `${formatValue(minimum)} to ${formatValue(maximum)}`,
    ],
    ['Mean', formatValue(mean)],
    ['Mean gradient', formatValue(meanGradient, true)],
    ['More of it', `${effect} the ${scoreName}`],
  ]
  return score === null ? rows : [[`Score as a mask`, formatValue(score)], ...rows]
}
