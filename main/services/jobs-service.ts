import type { HandlersOf } from './handlers.ts'
import type { JobRegistry } from './job-registry.ts'

export function jobsHandlers(jobs: JobRegistry): HandlersOf<'jobs'> {
  return {
    'jobs.list': async () => jobs.list(),
    'jobs.wait': ({ jobId }) => jobs.wait(jobId),
    'jobs.cancel': ({ jobId }) => jobs.stop(jobId, 'cancelled'),
  }
}
