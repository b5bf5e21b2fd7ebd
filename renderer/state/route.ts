export const SCREENS = ['start', 'tiles', 'inspect', 'evaluation', 'runs', 'compare', 'settings'] as const
export type Screen = (typeof SCREENS)[number]

/** A place in the window that a link can name: `#/inspect/12?map=3`. */
export interface Route {
  readonly screen: Screen
  readonly sampleId: number | null
  readonly query: Readonly<Record<string, string>>
}

export function parseRoute(hash: string): Route | null {
  const match = /^#\/([a-z]+)(?:\/(\d+))?(?:\?(.*))?$/.exec(hash)
  const screen = SCREENS.find((name) => name === match?.[1])
  if (match === null || screen === undefined) return null
  const sampleId = match[2] === undefined ? null : Number(match[2])
  if (screen === 'inspect' && (sampleId === null || sampleId < 1)) return null
  return { screen, sampleId, query: Object.fromEntries(new URLSearchParams(match[3] ?? '')) }
}

export function formatRoute(route: {
  screen: Screen
  sampleId?: number | null
  query?: Record<string, string | null | undefined>
}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(route.query ?? {})) {
    if (value !== null && value !== undefined && value !== '') query.set(name, value)
  }
  const path = typeof route.sampleId === 'number' ? `${route.screen}/${route.sampleId}` : route.screen
  // A comma needs no escape in a fragment, and people read links.
  const text = query.toString().replaceAll('%2C', ',')
  return text === '' ? `#/${path}` : `#/${path}?${text}`
}
