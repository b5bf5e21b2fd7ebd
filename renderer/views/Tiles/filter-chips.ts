import { classLabel } from '../../components/class-label.ts'
import { formatFraction } from '../../components/format.ts'
import type { TileFilter } from '../../state/tile-filter.ts'

/** One thing that the filter asks, in words, with the change that takes it back. */
export interface FilterChip {
  readonly key: string
  readonly text: string
  readonly cleared: Partial<TileFilter>
}

/** Everything that holds tiles back, in the order of the panel; the sort holds none back. */
export function filterChips(filter: TileFilter, classNames: readonly string[]): FilterChip[] {
  const nameOf = (index: number) => classLabel(classNames[index] ?? `class ${index}`)
  return [
    ...classChips('labels', 'Labelled', filter.labels, nameOf),
    ...classChips('predicted', 'Predicted', filter.predicted, nameOf),
    ...(filter.outcome === 'all'
      ? []
      : [{ key: 'outcome', text: `Only ${filter.outcome}`, cleared: { outcome: 'all' as const } }]),
    ...confidenceChip(filter),
    ...mapChip(filter),
    ...(filter.text.trim() === ''
      ? []
      : [{ key: 'text', text: `Name has “${filter.text.trim()}”`, cleared: { text: '' } }]),
  ]
}

function classChips(
  key: 'labels' | 'predicted',
  verb: string,
  chosen: readonly number[],
  nameOf: (index: number) => string,
): FilterChip[] {
  return chosen.map((index) => ({
    key: `${key}-${index}`,
    text: `${verb} ${nameOf(index)}`,
    cleared: { [key]: chosen.filter((other) => other !== index) },
  }))
}

function confidenceChip({ confidence }: TileFilter): FilterChip[] {
  if (confidence === null) return []
  const [low, high] = confidence.map((end) => formatFraction(end, decimalsOf(end)))
  return [{ key: 'confidence', text: `Confidence ${low} to ${high}`, cleared: { confidence: null } }]
}

/** Two as a rule, more where an end has more (a bin of 1/15). */
function decimalsOf(end: number): number {
  return Number(end.toFixed(2)) === end ? 2 : 3
}

function mapChip({ map }: TileFilter): FilterChip[] {
  if (map === 'any') return []
  const text = map === 'yes' ? 'With a map' : map === 'no' ? 'Without a map' : `With a map of run ${map}`
  return [{ key: 'map', text, cleared: { map: 'any' } }]
}
