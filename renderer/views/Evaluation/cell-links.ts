import { formatRoute } from '../../state/route.ts'

export interface Cell {
  readonly label: number
  readonly predicted: number
}

/** Address of the tiles behind a mark. */
export function tilesLink(query: Record<string, string | null>): string {
  return formatRoute({ screen: 'tiles', query })
}

export function cellLink({ label, predicted }: Cell): string {
  return tilesLink({ label: String(label), predicted: String(predicted) })
}

/** Asks the inspector at once why a sample was taken for the one class and not for the other. */
export function whyQuery({ label, predicted }: Cell): Record<string, string> {
  return { target: String(predicted), versus: String(label), explain: '1' }
}

/** Bins hold what is above the lower end, up to the upper one, and so does the filter. */
export function binLink({ lower, upper }: { readonly lower: number; readonly upper: number }): string {
  return tilesLink({ confidence: `${lower}-${upper}` })
}
