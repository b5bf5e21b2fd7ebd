const WINDOW_MS = 5 * 60_000
const CRASHES = 3

/** Tells of each crash whether to start again without asking: fewer than 3 in 5 minutes. */
export function createCrashLimit(now: () => number): () => boolean {
  let times: number[] = []
  return () => {
    times = [...times.filter((time) => now() - time < WINDOW_MS), now()]
    return times.length < CRASHES
  }
}
