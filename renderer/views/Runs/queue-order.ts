import type { Run } from '#contract/attributions.ts'
import type { Job } from '#contract/jobs.ts'

const QUEUED_KINDS: readonly Job['kind'][] = ['run', 'score', 'predict', 'evaluate', 'compact']

/** Work that waits its turn or has it: what runs first, then in the order in which it came. */
export function queueOf(active: readonly Job[]): Job[] {
  const rank = (job: Job) => (job.state === 'running' ? 0 : 1)
  return active
    .filter((job) => QUEUED_KINDS.includes(job.kind))
    .toSorted((a, b) => rank(a) - rank(b) || a.startedAt - b.startedAt)
}

/**
 * Runs that a job computes. Those started from this window are known; after a reload the one that computes is the one whose
 * job runs, since runs have one lane.
 */
export function runsOfJob(job: Job, runs: readonly Run[], known: ReadonlyMap<number, string>): Run[] {
  if (job.kind !== 'run') return []
  const named = runs.filter(
    ({ id }) =>
      known.get(id) === job.id || job.result?.runId === id || (job.result?.runIds?.includes(id) ?? false),
  )
  const going = named.filter(({ state }) => state === 'running' || state === 'queued')
  if (going.length > 0 || job.state !== 'running') return going
  return runs.filter(({ state, id }) => state === 'running' && !known.has(id))
}
