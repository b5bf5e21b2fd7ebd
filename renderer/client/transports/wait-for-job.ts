import type { Reply, Transport } from '#contract/transport.ts'

/** Asked again after so long, in case the event of the end was lost with the connection. */
const POLL_MS = 5_000

/**
 * `jobs.wait` for the browser, which has six connections to one server: a request that stays open for each job would
 * leave none to cancel them by. Waits by events, and asks only when the job has ended.
 */
export async function waitForJob(jobId: unknown, { invoke, subscribe }: Transport): Promise<Reply> {
  let wake = () => {}
  const end = subscribe('job.changed', (job) => {
    if (isJob(job, jobId) && !isUnderWay(job)) wake()
  })
  try {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const changed = new Promise<void>((resolve) => {
        wake = resolve
        timer = setTimeout(resolve, POLL_MS)
      })
      const reply = await invoke('jobs.list', {})
      const job = reply.ok && Array.isArray(reply.value) && reply.value.find((each) => isJob(each, jobId))
      if (!isUnderWay(job)) {
        clearTimeout(timer)
        return reply.ok ? await invoke('jobs.wait', { jobId }) : reply
      }
      await changed
      clearTimeout(timer)
    }
  } finally {
    end()
  }
}

function isJob(value: unknown, jobId: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && value.id === jobId
}

function isUnderWay(job: unknown): boolean {
  if (typeof job !== 'object' || job === null || !('state' in job)) return false
  return job.state === 'queued' || job.state === 'running'
}
