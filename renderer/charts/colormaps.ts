import cividis from '../../resources/colormaps/cividis.json'
import gray from '../../resources/colormaps/gray.json'
import inferno from '../../resources/colormaps/inferno.json'
import jet from '../../resources/colormaps/jet.json'
import magma from '../../resources/colormaps/magma.json'
import purpleOrange from '../../resources/colormaps/purple-orange.json'
import redBlue from '../../resources/colormaps/red-blue.json'
import tealBrown from '../../resources/colormaps/teal-brown.json'
import turbo from '../../resources/colormaps/turbo.json'
import viridis from '../../resources/colormaps/viridis.json'

const KINDS = ['sequential', 'diverging'] as const

export interface Colormap {
  readonly id: string
  readonly title: string
  readonly kind: (typeof KINDS)[number]
  /** Read right with every common colour vision deficiency: lightness carries the order, and no two ends look alike. */
  readonly safe: boolean
  /** RGB bytes of `TABLE_SIZE` even steps from low to high. */
  readonly table: Uint8Array
}

export const TABLE_SIZE = 256

/** The colour tables that the command line and the report use too. */
export const COLORMAPS: readonly Colormap[] = [
  viridis,
  magma,
  inferno,
  cividis,
  gray,
  turbo,
  jet,
  redBlue,
  purpleOrange,
  tealBrown,
].map(({ id, title, kind, perceptuallyOrdered, colours }) => ({
  id,
  title,
  kind: KINDS.find((name) => name === kind) ?? 'sequential',
  safe: perceptuallyOrdered,
  table: bytesOf(colours),
}))

export function colormapOf(id: string): Colormap {
  return COLORMAPS.find((colormap) => colormap.id === id) ?? COLORMAPS[0]!
}

/** CSS gradient of a map from left (low) to right (high). */
export function cssGradient({ table }: Colormap): string {
  const stops = Array.from({ length: 33 }, (_, step) => {
    const at = 3 * Math.round((step * (TABLE_SIZE - 1)) / 32)
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}

function bytesOf(hexadecimal: string): Uint8Array {
  return Uint8Array.from({ length: hexadecimal.length / 2 }, (_, index) =>
    Number.parseInt(hexadecimal.slice(2 * index, 2 * index + 2), 16),
  )
}
