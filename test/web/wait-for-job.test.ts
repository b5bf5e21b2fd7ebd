import { describe, expect, it, vi } from 'vitest'
import type { Reply } from '#contract/transport.ts'
import { waitForJob } from '../../renderer/client/transports/wait-for-job.ts'

function setUp(states: string[]) {
  const asked: string[] = []
  const listeners = new Set<(payload: unknown) => void>()
  const job = () => ({ id: 'job-1', state: states[0] })
  const transport = {
    invoke: (name: string): Promise<Reply> => {
      asked.push(name)
      const value = name === 'jobs.list' ? [{ id: 'other', state: 'running' }, job()] : job()
      return Promise.resolve({ ok: true, value })
    },
    subscribe: (_: string, listener: (payload: unknown) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const change = (state: string) => {
    states[0] = state
    for (const listener of listeners) listener(job())
  }
  return { asked, listeners, transport, change }
}

describe('waitForJob(jobId, transport)', () => {
  it('holds no request open while the job is under way, and asks once it has ended', async () => {
    const { asked, listeners, transport, change } = setUp(['queued'])
    const waiting = waitForJob('job-1', transport)
    await vi.waitFor(() => {
      expect(asked).toEqual(['jobs.list'])
    })
    change('running')
    change('running')
    change('done')
    expect(await waiting).toEqual({ ok: true, value: { id: 'job-1', state: 'done' } })
    expect([asked, listeners.size]).toEqual([['jobs.list', 'jobs.list', 'jobs.wait'], 0])
  })

  it('asks at once for a job that has ended, or that is not known', async () => {
    const { asked, transport } = setUp(['failed'])
    await waitForJob('job-1', transport)
    await waitForJob('unknown', transport)
    expect(asked).toEqual(['jobs.list', 'jobs.wait', 'jobs.list', 'jobs.wait'])
  })

  it('gives the error of a server that does not answer', async () => {
    const error = { code: 'disconnected', message: 'gone' } as const
    const { transport } = setUp([])
    const gone = { ...transport, invoke: () => Promise.resolve({ ok: false, error } as const) }
    expect(await waitForJob('job-1', gone)).toEqual({ ok: false, error })
  })

  it('finds an end whose event was lost', async () => {
    vi.useFakeTimers()
    const states = ['running']
    const { transport } = setUp(states)
    const waiting = waitForJob('job-1', transport)
    await vi.advanceTimersByTimeAsync(4000)
    states[0] = 'cancelled'
    await vi.advanceTimersByTimeAsync(2000)
    vi.useRealTimers()
    expect(await waiting).toMatchObject({ value: { state: 'cancelled' } })
  })
})
