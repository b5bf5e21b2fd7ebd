/** The pixels of a map from the highest to the lowest, sorted once: any share of them is then a prefix. */
export interface PixelRanking {
  /** What is ranked: the map's values, or their magnitudes. [H * W] */
  readonly field: Float32Array
  /** Pixels, highest first; of equal ones the first comes first. NaN comes last. */
  readonly order: Uint32Array
  /** Place of each pixel in `order`: a pixel is among the `count` highest where its rank is below `count`. */
  readonly rank: Uint32Array
}

/** What is chosen of a ranking, with the value that divides it from the rest. */
export interface Selection {
  readonly ranking: PixelRanking
  readonly count: number
  /** Midway between the lowest chosen and the highest left out. */
  readonly threshold: number
}

const byValue = new WeakMap<Float32Array, PixelRanking>()
const byMagnitude = new WeakMap<Float32Array, PixelRanking>()

/** Ranking of a map's values, kept as long as the map is. */
export function rankingOf(values: Float32Array, magnitude: boolean): PixelRanking {
  const kept = magnitude ? byMagnitude : byValue
  const known = kept.get(values)
  if (known !== undefined) return known
  const ranking = rankPixels(magnitude ? values.map(Math.abs) : values)
  kept.set(values, ranking)
  return ranking
}

function rankPixels(field: Float32Array): PixelRanking {
  // Typed arrays sort stably, so that equal values keep their order.
  const order = Uint32Array.from({ length: field.length }, (_, index) => index)
  order.sort((a, b) => sortable(field[b]!) - sortable(field[a]!))
  const rank = new Uint32Array(order.length)
  for (let place = 0; place < order.length; place++) rank[order[place]!] = place
  return { field, order, rank }
}

function sortable(value: number): number {
  if (Number.isNaN(value) || value === -Infinity) return -Number.MAX_VALUE
  return value === Infinity ? Number.MAX_VALUE : value
}

/** The highest `round(share * n)` pixels. */
export function selectTop(ranking: PixelRanking, share: number): Selection {
  const { field, order } = ranking
  const count = Math.min(order.length, Math.max(0, Math.round(share * order.length)))
  const lowest = field[order[count - 1] ?? order[0] ?? 0] ?? 0
  const next = field[order[count] ?? order.at(-1) ?? 0] ?? 0
  return { ranking, count, threshold: (lowest + next) / 2 }
}

/** Lowest value among the chosen; null where none is. */
export function lowestChosen({ ranking, count }: Selection): number | null {
  const pixel = ranking.order[count - 1]
  return pixel === undefined ? null : (ranking.field[pixel] ?? null)
}
