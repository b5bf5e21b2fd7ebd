import type { MapSummary } from '#contract/attributions.ts'
import { classLabel } from '../../components/class-label.ts'

/** What a map answers, in a few words: `why Tumor`, `why Tumor and not Stroma`, with the layers that it was made of. */
export function meaningOf(
  map: Pick<MapSummary, 'targetClass' | 'versus' | 'params' | 'output'>,
  classNames: readonly string[],
): string {
  const nameOf = (index: number) => classLabel(classNames[index] ?? `class ${index}`)
  const versus = map.versus === null ? '' : ` and not ${nameOf(map.versus)}`
  return [`why ${nameOf(map.targetClass)}${versus}`, layersOf(map.params), map.output]
    .filter((part) => part !== '')
    .join(', ')
}

export function layersOf(params: Readonly<Record<string, unknown>>): string {
  const layers = params['layers']
  return Array.isArray(layers) ? layers.map(String).join(' + ') : ''
}
