import { describe, expect, it } from 'vitest'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import { JobRegistry, type JobControl } from '../../main/services/job-registry.ts'

const nothing = { kind: 'run', title: 'test', unit: 'tiles' } as const

function registry(now = Date.now): { jobs: JobRegistry; seen: Job[] } {
  const seen: Job[] = []
  return { jobs: new JobRegistry((job) => seen.push(job), now), seen }
}

function untilStopped({ signal }: JobControl): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(WorkbenchError.from(signal.reason)), { once: true })
  })
}

describe('JobRegistry', () => {
  it('progress never goes back, and comes at most ten times a second', async () => {
    const { jobs, seen } = registry()
    const job = jobs.start({
      ...nothing,
      work: async ({ progress }) => {
        for (let done = 0; done < 500; done++) progress(done % 7 === 0 ? 0 : done, 500)
        await new Promise((resolve) => setTimeout(resolve, 250))
        progress(500, 500)
        return {}
      },
    })
    await jobs.wait(job.id)
    const counts = seen.map(({ done }) => done)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(seen.length).toBeLessThan(10)
    expect(seen.at(-1)).toMatchObject({ state: 'done', done: 500, remainingMs: null })
  })

  it('remainingMs comes from what was done lately', async () => {
    let now = 0
    const { jobs } = registry(() => now)
    const seen: (number | null)[] = []
    const job = jobs.start({
      ...nothing,
      work: async ({ progress }) => {
        for (let done = 1; done <= 10; done++) {
          now += 1000
          progress(done, 30)
          seen.push(jobs.list()[0]?.remainingMs ?? null)
        }
        return {}
      },
    })
    await jobs.wait(job.id)
    expect(seen.at(-1)).toBeCloseTo(20_000)
  })

  it('stop answers when the work has stopped', async () => {
    const { jobs } = registry()
    const job = jobs.start({ ...nothing, work: untilStopped })
    expect((await jobs.stop(job.id, 'cancelled')).state).toBe('cancelled')
  })

  it('stop before its turn never begins the work', async () => {
    const { jobs } = registry()
    const first = jobs.start({ ...nothing, lane: 'a', work: untilStopped })
    let begun = false
    const second = jobs.start({ ...nothing, lane: 'a', work: async () => ((begun = true), {}) })
    const third = jobs.start({ ...nothing, lane: 'a', work: async () => ({}) })
    expect((await jobs.stop(second.id, 'paused')).state).toBe('paused')
    expect(jobs.list().map(({ state }) => state)).toEqual(['queued', 'paused', 'running'])
    await jobs.stop(first.id, 'cancelled')
    expect([(await jobs.wait(third.id)).state, begun]).toEqual(['done', false])
  })

  it('keeps the error of work that failed', async () => {
    const { jobs } = registry()
    const job = jobs.start({
      ...nothing,
      work: async () => {
        throw new WorkbenchError('store_full', 'disk full')
      },
    })
    const ended = await jobs.wait(job.id)
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'store_full', message: 'disk full' } })
  })

  it('list keeps the last fifty', async () => {
    const { jobs } = registry()
    for (let count = 0; count < 60; count++) {
      await jobs.wait(jobs.start({ ...nothing, title: String(count), work: async () => ({}) }).id)
    }
    const titles = jobs.list().map(({ title }) => title)
    expect([titles.length, titles[0], titles.at(-1)]).toEqual([50, '59', '10'])
  })

  it('wait refuses a job that was never there', async () => {
    await expect(registry().jobs.wait('x')).rejects.toMatchObject({ code: 'unknown_job' })
  })
})
