import type { MapSummary } from '#contract/attributions.ts'
import { copyToClipboard } from '../../charts/export/hand-over.ts'
import type { AppState } from '../../state/app.svelte.ts'
import { formatRoute } from '../../state/route.ts'
import { displayQuery, formatDifference, mapsQuery, questionQuery } from '../../state/stage-link.ts'

/** The address of this program without its fragment, where a secret may stand. */
function address(hash: string): string {
  return `${location.origin === 'null' ? location.protocol + '//' + location.host : location.origin}${location.pathname}${hash}`
}

/** The sample with all its panes, as they are shown. */
export function viewLink({ inspector, display }: AppState): string {
  const difference = formatDifference(inspector.stage.difference)
  const query = { ...mapsQuery(inspector.shown, inspector.map), difference, ...displayQuery(display) }
  return address(formatRoute({ screen: 'inspect', sampleId: inspector.sample?.id ?? null, query }))
}

export function mapLink({ id, sampleId }: MapSummary): string {
  return address(formatRoute({ screen: 'inspect', sampleId, query: { map: String(id) } }))
}

/** What the map answers, so that it can be asked of another model: no map is named. */
export function questionLink({ sampleId, method, targetClass, versus }: MapSummary): string {
  const query = questionQuery({ method, target: { kind: 'class', index: targetClass }, versus })
  return address(formatRoute({ screen: 'inspect', sampleId, query }))
}

/** @returns what to tell */
export async function copyLink(link: string): Promise<string> {
  const content = Promise.resolve(new Blob([link], { type: 'text/plain' }))
  if (await copyToClipboard('text/plain', content)) return 'Link copied'
  throw new Error('the clipboard is not allowed here')
}
