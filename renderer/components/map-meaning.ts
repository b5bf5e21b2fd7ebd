import type { MapSummary, MethodSummary } from '#contract/attributions.ts'
import { classLabel } from './class-label.ts'

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

function layersOf(params: Readonly<Record<string, unknown>>): string {
  const layers = params['layers']
  return Array.isArray(layers) ? layers.map(String).join(' + ') : ''
}

/** Whether values below zero mean "against": as the method says, or as the values show (a map from elsewhere, no ReLU). */
export function isSigned(
  map: Pick<MapSummary, 'method' | 'params' | 'diagnostics'>,
  methods: readonly MethodSummary[],
): boolean {
  if (map.diagnostics.minimum < 0) return true
  const method = methods.find(({ id }) => id === map.method)
  return (method?.signed ?? false) && map.params['channels'] !== 'absolute'
}

/** What the two ends of a colour bar mean, in words. */
export function endMeanings(
  map: Pick<MapSummary, 'targetClass' | 'versus'>,
  signed: boolean,
  classNames: readonly string[],
): { readonly low: string; readonly high: string } {
  if (!signed) return { low: 'least important', high: 'most important' }
  const nameOf = (index: number) => classLabel(classNames[index] ?? `class ${index}`)
  const target = nameOf(map.targetClass)
  return {
    low: map.versus === null ? `against ${target}` : `for ${nameOf(map.versus)}`,
    high: `for ${target}`,
  }
}
