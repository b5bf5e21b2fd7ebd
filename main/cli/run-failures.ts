import type { Run } from '#contract/attributions.ts'
import type { Session } from './session.ts'

export interface SampleFailure {
  readonly sampleId: number
  /** Names the sample. */
  readonly message: string
}

const SHOWN = 5

/** Why samples of the run have no map, as its log has it; the latest word on each. */
export async function failuresOf(session: Session, { id, failed }: Run): Promise<SampleFailure[]> {
  if (failed === 0) return []
  const log = await session.call('runs.log', { runId: id })
  const told = log.flatMap(({ kind, sampleId, message, at }) =>
    kind === 'sample-failed' && sampleId !== null ? [{ sampleId, message, at }] : [],
  )
  const latest = new Map(told.sort((a, b) => a.at - b.at).map((one) => [one.sampleId, one.message]))
  return [...latest].map(([sampleId, message]) => ({ sampleId, message }))
}

export function failureLines(failures: readonly SampleFailure[]): string[] {
  const messages = [...new Set(failures.map(({ message }) => message))]
  const more = messages.length - SHOWN
  return [
    ...messages.slice(0, SHOWN).map((message) => `  failed: ${message}`),
    ...(more > 0 ? [`  and ${more} more: --json lists them`] : []),
  ]
}
