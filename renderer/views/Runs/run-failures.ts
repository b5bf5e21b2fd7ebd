import type { RunLogEntry } from '#contract/run-log.ts'

export interface Failure {
  /** Of the log entry. */
  readonly id: number
  readonly sampleId: number
  readonly message: string
}

/** The last failure of each sample, the newest first; at most as many as the run says have failed now. */
export function failuresOf(entries: readonly RunLogEntry[], count: number): Failure[] {
  const last = new Map<number, Failure>()
  for (const { id, kind, sampleId, message } of entries.toReversed()) {
    if (last.size >= count) break
    if (kind !== 'sample-failed' || sampleId === null || last.has(sampleId)) continue
    last.set(sampleId, { id, sampleId, message })
  }
  return [...last.values()]
}
