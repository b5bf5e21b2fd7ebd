import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { CRASH, listingOf } from '../helpers/fake-engine.ts'
import { createFixture, withData, type Fixture } from './workbench-fixture.ts'

async function storedRun(fixture: Fixture): Promise<number> {
  const ids = await withData(fixture)
  const { result } = await fixture.finish(
    fixture.call('runs.start', { ...ids, question: { method: 'sise' } }),
  )
  return result?.runId ?? 0
}

const start = (fixture: Fixture, runId: number) =>
  fixture.finish(fixture.call('scores.start', { runId, metric: 'drop-increase' }))

describe('scores.start', () => {
  it('cancelled, keeps what was scored, shows no summary yet, and goes on from there', async () => {
    let seen = 0
    const stop: { now?: () => void } = {}
    await using fixture = createFixture({
      listing: listingOf(20),
      onScore: () => {
        if (++seen === 8) stop.now?.()
      },
    })
    const runId = await storedRun(fixture)
    const { job } = await fixture.call('scores.start', { runId, metric: 'drop-increase' })
    stop.now = () => void fixture.call('jobs.cancel', { jobId: job.id })
    expect((await fixture.call('jobs.wait', { jobId: job.id })).state).toBe('cancelled')
    expect(await fixture.call('scores.list', { runId })).toEqual([])
    const before = fixture.engine.scored.length
    expect(before).toBeLessThan(20)
    expect((await start(fixture, runId)).state).toBe('done')
    // The sample at which it was stopped was never told, and comes again.
    expect(fixture.engine.scored.length - before).toBeLessThanOrEqual(20 - before + 1)
    expect(new Set(fixture.engine.scored).size).toBe(20)
    const [score] = await fixture.call('scores.list', { runId })
    expect([score?.sampleCount, score?.degenerate]).toEqual([20, 1])
    expect(score?.figures['averageDrop']?.value).toBeCloseTo(0.95, 6)
  })

  it('goes on after a crash of the engine, and scores nothing twice but the suspect', async () => {
    let crashed = false
    await using fixture = createFixture({
      listing: listingOf(20),
      onScore: (name) => {
        if (name !== 'b/011.png' || crashed) return
        crashed = true
        throw CRASH
      },
    })
    const runId = await storedRun(fixture)
    const job = await start(fixture, runId)
    expect([job.state, job.result?.failures, job.done]).toEqual(['done', 0, 20])
    expect(fixture.engine.scored).toHaveLength(20)
    expect(fixture.engine.scored.at(-1)).toBe('b/011.png')
  })

  it('leaves a sample out that the engine dies of each time, and tries it again the next time', async () => {
    let harmless = false
    await using fixture = createFixture({
      onScore: (name) => {
        if (name === 'a/002.png' && !harmless) throw CRASH
      },
    })
    const runId = await storedRun(fixture)
    expect((await start(fixture, runId)).result?.failures).toBe(1)
    expect((await fixture.call('scores.list', { runId }))[0]?.sampleCount).toBe(5)
    harmless = true
    expect((await start(fixture, runId)).result?.failures).toBe(0)
    expect(fixture.engine.scored.filter((name) => name === 'a/002.png')).toHaveLength(1)
    expect(fixture.engine.scored).toHaveLength(6)
  })

  it('scores only the map that was computed anew, and finds the rest', async () => {
    await using fixture = createFixture()
    const runId = await storedRun(fixture)
    await start(fixture, runId)
    const other = openWorkspace(join(fixture.folder, 'w.eosin'), { now: () => Date.now() + 5000 })
    const map = other.maps.find(runId, 3)!
    other.maps.put({ ...map, values: new Float32Array(4).fill(9) })
    other.close()
    expect((await start(fixture, runId)).state).toBe('done')
    expect(fixture.engine.scored.slice(6)).toEqual(['a/002.png'])
    const [score] = await fixture.call('scores.list', { runId })
    expect(score?.figures['averageDrop']?.value).toBeCloseTo((0 + 1 + 9 + 3 + 4 + 5) / 60, 6)
    await start(fixture, runId)
    expect(fixture.engine.scored).toHaveLength(7)
  })
})
