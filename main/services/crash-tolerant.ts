import { WorkbenchError } from '#contract/errors.ts'

export interface CrashTolerantWork<Item> {
  readonly items: readonly Item[]
  /** Computes some items; what finishes is told through `finished`, also when the call fails afterwards. */
  readonly compute: (items: readonly Item[], finished: (item: Item) => void) => Promise<void>
  /** An item that the engine dies of again and again. */
  readonly giveUp: (item: Item, error: WorkbenchError) => void
  /** Asked before each call. */
  readonly beforeEach?: () => Promise<void>
  readonly firstChunk: number
  readonly largestChunk: number
  /** Chunks get no smaller than that for being slow. */
  readonly smallestChunk?: number
  /** How long a chunk should take; a quarter of a second by default. */
  readonly targetMs?: number
  readonly now: () => number
}

/** First try and two retries. */
const TRIES = 3
/** Crashes in a row without anything finished: it is not the samples. */
const HOPELESS = 9
/** Between two calls others get their turn, so a call should not take long. */
const TARGET_MS = 250

/**
 * Sends items to the engine in chunks that take about a quarter of a second. When the engine dies, the item that it was at
 * goes to the end of the queue and the rest goes on one by one; after three deaths of one item it is given up.
 * @throws whatever `compute` throws, except for crashes that can be laid on an item
 */
export async function computeDespiteCrashes<Item>(work: CrashTolerantWork<Item>): Promise<void> {
  const queue = [...work.items]
  const crashes = new Map<Item, number>()
  let size = work.firstChunk
  let fruitless = 0
  while (queue.length > 0) {
    await work.beforeEach?.()
    const chunk = queue.splice(0, size)
    const open = new Set(chunk)
    const started = work.now()
    try {
      await work.compute(chunk, (item) => open.delete(item))
      fruitless = 0
      size = nextSize(chunk.length, work.now() - started, work)
    } catch (thrown) {
      const error = WorkbenchError.from(thrown)
      if (error.code !== 'engine_crashed') throw error
      fruitless = open.size < chunk.length ? 0 : fruitless + 1
      if (fruitless >= HOPELESS) throw error
      const [suspect, ...innocent] = open
      queue.unshift(...innocent)
      if (suspect !== undefined) blame(suspect, error)
      size = 1
    }
  }

  function blame(item: Item, error: WorkbenchError): void {
    const count = (crashes.get(item) ?? 0) + 1
    crashes.set(item, count)
    if (count < TRIES) queue.push(item)
    else work.giveUp(item, error)
  }
}

function nextSize(
  size: number,
  tookMs: number,
  {
    largestChunk,
    smallestChunk = 1,
    targetMs = TARGET_MS,
  }: Pick<CrashTolerantWork<unknown>, 'largestChunk' | 'smallestChunk' | 'targetMs'>,
): number {
  if (tookMs > 2 * targetMs) return Math.max(smallestChunk, Math.floor(size / 2))
  return tookMs < targetMs ? Math.min(largestChunk, size * 2) : size
}
