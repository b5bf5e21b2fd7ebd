import { BATCH } from '../graph.ts'
import type { GraphBuilder } from '../graph-builder.ts'

/**
 * The explained sample's side of a graph that runs on backgrounds. Its values do not depend on the background: they are
 * computed once per sample and fed, with 1 in place of the batch, wherever a rule asks for one.
 */
export interface Counterpart {
  /** Id of the value that `id` has for the sample; the id itself where it is the same for every input. */
  valueOf(id: string): string
  /** The ids asked for so far, in order: what has to be fed under `counterpartId`. */
  readonly asked: ReadonlySet<string>
}

/** Graph input that holds the sample's value of `id`, [1, ...]. */
export function counterpartId(id: string): string {
  return `sample/${id}`
}

export function counterpartIn(builder: GraphBuilder): Counterpart {
  const asked = new Set<string>()
  return {
    asked,
    valueOf(id) {
      const shape = builder.shapeOf(id)
      if (shape[0] !== BATCH) return id
      if (asked.has(id)) return counterpartId(id)
      asked.add(id)
      return builder.input(counterpartId(id), [1, ...shape.slice(1)])
    },
  }
}
