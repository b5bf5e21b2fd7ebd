import type { Progress } from '../engine/protocol.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import type { ServiceContext } from './service-context.ts'

interface WorkOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/**
 * Work whose caller waits for the answer, and which is a job with progress and cancel from its first progress on; what is
 * known already makes none, and comes without a job.
 */
export function visibleWork<Result>(
  { jobs, foreground }: Pick<ServiceContext, 'jobs' | 'foreground'>,
  described: { readonly title: string; readonly result: JobResult },
  work: (options: WorkOptions) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController()
  let control: JobControl | null = null
  let started = false
  const onProgress = ({ done, total }: Progress) => {
    if (!started) {
      started = true
      jobs.start({
        kind: 'explain',
        title: described.title,
        unit: 'masks',
        work: async (given) => {
          control = given
          given.signal.addEventListener('abort', () => stop.abort(given.signal.reason), { once: true })
          await working
          return described.result
        },
      })
    }
    control?.progress(done, total)
  }
  const working = foreground.during(() => work({ signal: stop.signal, onProgress }))
  return working
}
