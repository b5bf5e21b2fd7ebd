import type { Backend, CancelSignal } from '../../main/graph/backend.ts'
import { BATCH } from '../../main/graph/graph.ts'

/** A backend that notes what it is asked to run. */
export interface Spy {
  readonly backend: Backend
  /** Length of the batch of every run so far. */
  readonly batches: number[]
  /** Bytes of the largest batch of values that a run was fed. */
  readonly largestFeedBytes: () => number
}

/** @param beforeRun  called before every run with how many there were */
export function spyOn(backend: Backend, beforeRun: (runs: number) => void = () => undefined): Spy {
  const batches: number[] = []
  let largest = 0
  return {
    batches,
    largestFeedBytes: () => largest,
    backend: {
      id: backend.id,
      version: backend.version,
      dispose: () => backend.dispose(),
      prepare: async (graph) => {
        const executable = await backend.prepare(graph)
        const batched = graph.inputs.filter(({ shape }) => shape[0] === BATCH).map(({ id }) => id)
        return {
          dispose: () => executable.dispose(),
          run: (feeds) => {
            beforeRun(batches.length)
            batches.push(Math.max(0, ...batched.map((id) => feeds[id]?.shape[0] ?? 0)))
            const bytes = batched.reduce((sum, id) => sum + 4 * (feeds[id]?.data.length ?? 0), 0)
            largest = Math.max(largest, bytes)
            return executable.run(feeds)
          },
        }
      },
    },
  }
}

/** A signal that can be raised, as the engine's is. */
export function cancelSignal(): CancelSignal & { raise: () => void } {
  let aborted = false
  return {
    get aborted() {
      return aborted
    },
    raise: () => (aborted = true),
    throwIfAborted: () => {
      if (aborted) throw new Error('cancelled')
    },
  }
}
