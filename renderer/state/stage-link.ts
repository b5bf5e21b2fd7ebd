import type { Target } from '#contract/attributions.ts'
import { SCALE_MODES, type ScaleMode } from '../charts/map-scale.ts'
import type { WantedMaps } from './choose-maps.ts'
import type { Difference } from './stage-maps.svelte.ts'
import { HIGHLIGHTS, type Highlight } from './map-display.svelte.ts'
import { targetFromKey, targetKey } from './target-key.ts'

type Query = Readonly<Record<string, string>>

/** Which maps lie on the stage, as the address says it: `map=7` for one, `maps=3,7,9&map=7` for several. */
export function mapsQuery(
  shown: readonly { readonly id: number }[],
  focused: { readonly id: number } | null,
) {
  return {
    maps: shown.length > 1 ? shown.map(({ id }) => id).join(',') : null,
    map: focused === null ? null : String(focused.id),
  }
}

export function readMaps(query: Query): WantedMaps {
  const ids = (query['maps'] ?? '').split(',').flatMap((text) => rowId(text) ?? [])
  return { shown: ids, focused: rowId(query['map'] ?? '') }
}

/** `3,7` for map 3 less map 7, each over its largest magnitude; `3,7,raw` for raw values. */
export function formatDifference(difference: Difference | null): string | null {
  if (difference === null) return null
  const { a, b, normalisation } = difference
  return [a, b, ...(normalisation === 'raw' ? ['raw'] : [])].join(',')
}

export function readDifference(query: Query): Difference | null {
  const [first = '', second = '', way] = (query['difference'] ?? '').split(',')
  const [a, b] = [rowId(first), rowId(second)]
  return a === null || b === null || a === b
    ? null
    : { a, b, normalisation: way === 'raw' ? 'raw' : 'magnitude' }
}

/** What a link asks of the sample: a question for the form, and whether it is asked at once. */
export interface LinkedQuestion {
  readonly method: string | null
  readonly target: Target | null
  readonly versus: number | null
  readonly explain: boolean
}

/** null where the link asks nothing. Class indices are not checked against a model. */
export function readQuestion(query: Query): LinkedQuestion | null {
  const target = query['target'] ?? ''
  const versus = classIndex(query['versus'] ?? '')
  const question = {
    method: query['method'] ?? null,
    target:
      ['predicted', 'true'].includes(target) || classIndex(target) !== null ? targetFromKey(target) : null,
    versus,
    explain: query['explain'] === '1',
  }
  const { method, explain } = question
  return method === null && question.target === null && versus === null && !explain ? null : question
}

export function questionQuery(question: {
  readonly method: string
  readonly target: Target
  readonly versus: number | null
}): Record<string, string | null> {
  const { method, target, versus } = question
  return { method, target: targetKey(target), versus: versus === null ? null : String(versus) }
}

/** How the maps are shown: only what differs from the usual. */
export interface LinkedDisplay {
  readonly scale: ScaleMode
  readonly fixed: { readonly low: number; readonly high: number }
  readonly highlight: Highlight
  readonly top: number
  readonly byMagnitude: boolean
}

export function displayQuery(display: LinkedDisplay): Record<string, string | null> {
  const { scale, fixed, highlight, top, byMagnitude } = display
  const outlined = highlight !== 'off'
  return {
    scale: scale === 'map' ? null : scale,
    ends: scale === 'fixed' ? `${fixed.low},${fixed.high}` : null,
    highlight: outlined ? highlight : null,
    top: outlined ? String(top) : null,
    by: outlined && byMagnitude ? 'magnitude' : null,
  }
}

export function readDisplay(query: Query): Partial<LinkedDisplay> {
  const scale = SCALE_MODES.find((mode) => mode === query['scale'])
  const highlight = HIGHLIGHTS.find((name) => name === query['highlight'])
  const [low, high] = (query['ends'] ?? '').split(',').map(Number)
  const top = Number(query['top'])
  const known = low !== undefined && high !== undefined && Number.isFinite(low) && low < high
  return {
    ...(scale !== undefined && { scale }),
    ...(known && { fixed: { low, high } }),
    ...(highlight !== undefined && { highlight }),
    ...(query['top'] !== undefined && top >= 0 && top <= 1 && { top }),
    ...(query['by'] === 'magnitude' && { byMagnitude: true }),
  }
}

function rowId(text: string): number | null {
  const id = Number(text)
  return Number.isInteger(id) && id > 0 ? id : null
}

function classIndex(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : null
}
