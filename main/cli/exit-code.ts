import type { ErrorCode } from '#contract/errors.ts'

export const EXIT = { ok: 0, failed: 1, badInput: 2 } as const

/** What went wrong here, and not in what was given. */
const OUR_FAILURES: readonly ErrorCode[] = [
  'download_failed',
  'backend_unavailable',
  'backend_failed',
  'engine_crashed',
  'store_full',
  'store_failed',
  'cancelled',
  'forbidden',
  'internal',
]

export function exitCodeOf(code: ErrorCode): number {
  return OUR_FAILURES.includes(code) ? EXIT.failed : EXIT.badInput
}
