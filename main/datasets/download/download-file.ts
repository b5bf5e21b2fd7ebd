import { setTimeout as sleep } from 'node:timers/promises'
import type { PartFile } from './part-file.ts'
import { receive } from './receive.ts'
import { transferErrorOf, type TransferError } from './transfer-error.ts'

export interface Patience {
  /** Attempts in a row that get no further. */
  readonly tries: number
  /** Before the second attempt; doubled for each further one. */
  readonly firstWaitMs: number
  readonly longestWaitMs: number
  /** Without a byte. */
  readonly stallMs: number
}

const PATIENCE: Patience = { tries: 6, firstWaitMs: 1000, longestWaitMs: 30_000, stallMs: 30_000 }

export interface DownloadOptions {
  readonly address: URL
  readonly part: PartFile
  /** Length that the file must have. */
  readonly bytes: number
  readonly patience?: Patience
  readonly signal: AbortSignal
  readonly onProgress: (bytes: number) => void
}

/**
 * Completes the part file, going on from what it holds. What broke off is tried again as long as it gets further; what
 * arrived stays for the next time, whatever happens.
 * @throws TransferError when it is given up; the signal's reason when it fires; errors of the disk
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const { part, patience = PATIENCE, signal } = options
  const before = await part.size()
  let furthest = before
  let fruitless = 0
  for (;;) {
    signal.throwIfAborted()
    try {
      return await receive({ ...options, stallMs: patience.stallMs })
    } catch (thrown) {
      signal.throwIfAborted()
      const error = transferErrorOf(thrown)
      const size = await part.size()
      fruitless = size > furthest ? 0 : fruitless + 1
      furthest = Math.max(furthest, size)
      const isAway = error.isOffline && furthest === before
      if (!error.isTransient || isAway || fruitless >= patience.tries) throw error
      await sleep(waitMs(error, fruitless, patience), undefined, { signal }).catch(() => {})
    }
  }
}

function waitMs({ retryAfterMs }: TransferError, fruitless: number, patience: Patience): number {
  const backoff = patience.firstWaitMs * 2 ** Math.max(0, fruitless - 1)
  return Math.min(Math.max(backoff, retryAfterMs ?? 0), Math.max(patience.longestWaitMs, retryAfterMs ?? 0))
}
