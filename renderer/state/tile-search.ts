import type { SampleTable } from '#contract/samples.ts'
import { wordsOf } from './fuzzy.ts'

const lowered = new WeakMap<readonly string[], readonly string[]>()

/** Made once for a table: a keystroke must not turn 100,000 names to small letters again. */
function lowerNames(names: readonly string[]): readonly string[] {
  const known = lowered.get(names)
  if (known !== undefined) return known
  const made = names.map((name) => name.toLowerCase())
  lowered.set(names, made)
  return made
}

/**
 * Rows of tiles whose name holds every word, best first: a name that starts with the words, then one whose file does, then the
 * others, in the dataset's order. A number is the tile's id as well.
 */
export function searchTiles(table: SampleTable, query: string, limit: number): number[] {
  const words = wordsOf(query)
  const [first] = words
  if (first === undefined) return []
  const names = lowerNames(table.names)
  const ranks: [number[], number[], number[]] = [[], [], []]
  for (let row = 0; row < names.length && ranks[0].length < limit; row++) {
    const name = names[row]!
    const at = name.indexOf(first)
    if (at < 0 || !words.every((word) => name.includes(word))) continue
    const rank = at === 0 ? 0 : name[at - 1] === '/' ? 1 : 2
    if (ranks[rank].length < limit) ranks[rank].push(row)
  }
  const byId = words.length === 1 && /^\d+$/.test(first) ? table.ids.indexOf(Number(first)) : -1
  const found = ranks.flat()
  return (byId < 0 ? found : [byId, ...found.filter((row) => row !== byId)]).slice(0, limit)
}
