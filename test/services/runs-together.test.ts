import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineInput } from '../../main/engine/protocol.ts'
import type { SeveralItem } from '../../main/engine/run-protocol.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { CRASH, listingOf } from '../helpers/fake-engine.ts'
import { createFixture, withData } from './workbench-fixture.ts'

const methods = ['sise', 'ada-sise', 'grad-cam']
const questions = methods.map((method) => ({ method }))

describe('runs.startSeveral', () => {
  it('explains tile by tile for all methods, each map under its own run', async () => {
    await using fixture = createFixture({ listing: listingOf(20) })
    const ids = await withData(fixture)
    const { entries, job } = await fixture.call('runs.startSeveral', { ...ids, questions })
    const ended = await fixture.call('jobs.wait', { jobId: job.id })
    expect([ended.state, ended.done, ended.total, ended.unit]).toEqual(['done', 60, 60, 'maps'])
    expect(ended.title).toMatch(/^SISE, Ada-SISE, Grad-CAM of /)
    const runs = await fixture.call('runs.list', {})
    expect(runs.map(({ method, state, done }) => [method, state, done]).reverse()).toEqual(
      methods.map((method) => [method, 'done', 20]),
    )
    expect(ended.result?.runIds).toEqual(entries.map(({ run }) => run?.id))
    // Three questions about a tile before the next one.
    expect(fixture.engine.explained.slice(0, 6)).toEqual([...Array(3).fill('a/000.png'), ...Array(3).fill('b/001.png')]) // prettier-ignore
    expect(fixture.engine.calls.filter((name) => name === 'explain')).toHaveLength(0)
  })

  it('tells a refused question beside the others, and fails where all are', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const refused = { method: 'sise', params: { threshold: 7 } }
    const { entries, job } = await fixture.call('runs.startSeveral', {
      ...ids,
      questions: [refused, { method: 'grad-cam' }],
    })
    expect((await fixture.call('jobs.wait', { jobId: job.id })).state).toBe('done')
    expect(entries.map(({ method, run, error }) => [method, run?.method, error?.code])).toEqual([
      ['sise', undefined, 'invalid_param'],
      ['grad-cam', 'grad-cam', undefined],
    ])
    const none = fixture.call('runs.startSeveral', { ...ids, questions: [refused] })
    await expect(none).rejects.toThrow(/threshold/)
  })

  it('computes only what each run misses', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const first = { ...ids, question: questions[0]!, sampleIds: [1, 2, 3] }
    await fixture.finish(fixture.call('runs.start', first))
    const { job } = await fixture.call('runs.startSeveral', { ...ids, questions })
    expect((await fixture.call('jobs.wait', { jobId: job.id })).done).toBe(18)
    expect(fixture.engine.explained).toHaveLength(18)
  })

  it('lays a crash on the tile and the method that it was at', async () => {
    const tries = new Map<string, number>()
    await using fixture = createFixture({
      onSample: (name) => {
        const count = (tries.get(name) ?? 0) + 1
        tries.set(name, count)
        // Of the three questions about it, the second one.
        if (name === 'b/003.png' && count >= 2 && count <= 4) throw CRASH
      },
    })
    const ids = await withData(fixture)
    const { entries, job } = await fixture.call('runs.startSeveral', { ...ids, questions })
    const ended = await fixture.call('jobs.wait', { jobId: job.id })
    expect(ended.state).toBe('done')
    const runs = await Promise.all(
      entries.map(({ run }) => fixture.call('runs.get', { runId: run?.id ?? 0 })),
    )
    expect(runs.reduce((sum, { done }) => sum + done, 0)).toBeGreaterThanOrEqual(17)
    const log = await fixture.call('runs.log', { runId: runs[1]!.id })
    expect(log.some(({ kind, message }) => kind === 'engine-crashed' && message.includes('b/003.png'))).toBe(
      true,
    )
  })

  it('fails the run that the engine refuses, and computes the others', async () => {
    await using fixture = createFixture({ listing: listingOf(10) })
    const ids = await withData(fixture)
    const call = fixture.engine.call.bind(fixture.engine)
    fixture.engine.call = (name, input, options) => {
      if (name === 'explain.several') {
        const { asked } = input as EngineInput<'explain.several'>
        const refused = asked.findIndex(({ question }) => question.method === 'ada-sise')
        const error = { code: 'backend_failed', message: 'backend failed: no such op' } as const
        const tell = options?.onItem as ((item: SeveralItem) => void) | undefined
        if (refused >= 0) tell?.({ kind: 'refused', asked: refused, error })
      }
      return call(name, input, options)
    }
    const { job } = await fixture.call('runs.startSeveral', { ...ids, questions })
    const ended = await fixture.call('jobs.wait', { jobId: job.id })
    expect([ended.state, ended.error?.code]).toEqual(['failed', 'backend_failed'])
    const runs = (await fixture.call('runs.list', {})).reverse()
    expect(runs.map(({ state, done, error }) => [state, done, error?.code])).toEqual([
      ['done', 10, undefined],
      ['failed', 0, 'backend_failed'],
      ['done', 10, undefined],
    ])
    const log = await fixture.call('runs.log', { runId: runs[1]!.id })
    expect(log.at(-1)).toMatchObject({ kind: 'failed', message: 'backend failed: no such op' })
  })

  it('pauses one run while the others go on', async () => {
    let seen = 0
    const pausing: { now?: () => void } = {}
    await using fixture = createFixture({
      listing: listingOf(30),
      onSample: () => {
        if (++seen === 10) pausing.now?.()
      },
    })
    const ids = await withData(fixture)
    const { entries, job } = await fixture.call('runs.startSeveral', { ...ids, questions })
    const runId = entries[1]?.run?.id ?? 0
    const paused = new Promise<string>((resolve) => {
      pausing.now = () => void fixture.call('runs.pause', { runId }).then(({ state }) => resolve(state))
    })
    expect(await paused).toBe('paused')
    expect((await fixture.call('jobs.wait', { jobId: job.id })).state).toBe('done')
    const runs = await fixture.call('runs.list', {})
    expect(runs.map(({ state }) => state).reverse()).toEqual(['done', 'paused', 'done'])
    expect(runs[1]?.done).toBeLessThan(30)
    const resumed = await fixture.finish(fixture.call('runs.resume', { runId }))
    expect([resumed.state, resumed.done]).toEqual(['done', 30])
    expect(fixture.engine.explained).toHaveLength(90)
  })

  it('pauses all where the job is cancelled', async () => {
    let seen = 0
    const stop: { now?: () => void } = {}
    await using fixture = createFixture({
      listing: listingOf(30),
      onSample: () => {
        if (++seen === 10) stop.now?.()
      },
    })
    const ids = await withData(fixture)
    const { job } = await fixture.call('runs.startSeveral', { ...ids, questions })
    stop.now = () => void fixture.call('jobs.cancel', { jobId: job.id })
    expect((await fixture.call('jobs.wait', { jobId: job.id })).state).toBe('cancelled')
    const runs = await fixture.call('runs.list', {})
    expect(runs.map(({ state }) => state)).toEqual(['paused', 'paused', 'paused'])
  })
})

describe('runs.start with a limit', () => {
  it('on a larger paused run computes the first ones only, and leaves it paused', async () => {
    await using fixture = createFixture({ listing: listingOf(12) })
    const ids = await withData(fixture)
    const question = questions[0]!
    const { run } = await fixture.call('runs.start', { ...ids, question, limit: 2 })
    await fixture.call('runs.pause', { runId: run.id })
    const opened = openWorkspace(join(fixture.folder, 'w.eosin'))
    opened.runs.findOrCreate({ ...opened.runs.get(run.id), selection: { kind: 'all' } }, {})
    opened.close()
    const job = await fixture.finish(fixture.call('runs.start', { ...ids, question, limit: 5 }))
    expect([job.state, job.done, job.total]).toEqual(['done', 5, 5])
    const now = await fixture.call('runs.get', { runId: run.id })
    expect([now.state, now.done, now.total]).toEqual(['paused', 5, 12])
    expect(fixture.engine.explained).toHaveLength(5)
    const rest = await fixture.finish(fixture.call('runs.start', { ...ids, question }))
    expect([rest.state, rest.done, fixture.engine.explained.length]).toEqual(['done', 12, 12])
  })
})

describe('runs.log', () => {
  it('tells what happened, in order', async () => {
    await using fixture = createFixture({ unreadable: new Set(['b/001.png']) })
    const ids = await withData(fixture)
    const { result } = await fixture.finish(fixture.call('runs.start', { ...ids, question: questions[0]! }))
    const runId = result?.runId ?? 0
    await fixture.finish(fixture.call('scores.start', { runId, metric: 'drop-increase' }))
    const log = await fixture.call('runs.log', { runId })
    expect(log.map(({ kind }) => kind)).toEqual(['created', 'started', 'sample-failed', 'finished', 'scored'])
    expect(log[1]?.message).toMatch(/^6 of 6 signals to explain, wasm 1/)
    expect([log[2]?.sampleId, log[2]?.message]).toEqual([2, 'file corrupt: b/001.png'])
    expect(log[3]?.message).toMatch(/^5 of 6 maps, 1 failed, after /)
  })

  it('tells of a run whose process ended', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const { run } = await fixture.call('runs.start', { ...ids, question: questions[0]! })
    await fixture.call('runs.pause', { runId: run.id })
    const other = openWorkspace(join(fixture.folder, 'w.eosin'), { now: () => 0 })
    other.runs.leases.claim(run.id, 1)
    const third = openWorkspace(join(fixture.folder, 'w.eosin'))
    third.close()
    other.close()
    const log = await fixture.call('runs.log', { runId: run.id })
    expect(log.at(-1)?.kind).toBe('interrupted')
  })
})

describe('runs.delete', () => {
  it('stops the run and hides it; restore brings it back with its maps and scores', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const { result } = await fixture.finish(fixture.call('runs.start', { ...ids, question: questions[0]! }))
    const runId = result?.runId ?? 0
    await fixture.finish(fixture.call('scores.start', { runId, metric: 'drop-increase' }))
    await fixture.call('runs.delete', { runId })
    expect(await fixture.call('runs.list', {})).toEqual([])
    expect(await fixture.call('scores.list', {})).toEqual([])
    expect([...(await fixture.call('samples.table', ids)).hasMap]).toEqual(Array(6).fill(0))
    await expect(fixture.call('runs.get', { runId })).rejects.toThrow(/unknown run/)
    expect((await fixture.call('runs.restore', { runId })).done).toBe(6)
    expect(await fixture.call('scores.list', {})).toHaveLength(1)
  })
})

describe('workspace.compact', () => {
  it('removes deleted runs for good and gives the space back', async () => {
    await using fixture = createFixture({
      listing: listingOf(40),
      mapValues: (index) => Float32Array.of(index, Math.sin(index), Math.cos(index), 1 / (index + 1)),
    })
    const ids = await withData(fixture)
    const { result } = await fixture.finish(fixture.call('runs.start', { ...ids, question: questions[0]! }))
    const runId = result?.runId ?? 0
    const before = await fixture.call('workspace.storage', {})
    expect([before.mapCount, before.runs.map((run) => run.runId), before.deletedRuns]).toEqual([
      40,
      [runId],
      [],
    ])
    expect(before.mapsBytes).toBeGreaterThan(0)
    await fixture.call('runs.delete', { runId })
    const between = await fixture.call('workspace.storage', {})
    expect([between.runs, between.deletedRuns.map((run) => run.runId), between.deletedBytes]).toEqual([
      [], [runId], before.mapsBytes,
    ]) // prettier-ignore
    expect((await fixture.finish(fixture.call('workspace.compact', {}))).state).toBe('done')
    const after = await fixture.call('workspace.storage', {})
    expect([after.mapCount, after.deletedRuns, after.freeBytes]).toEqual([0, [], 0])
    expect(after.fileBytes).toBeLessThan(between.fileBytes)
    await expect(fixture.call('runs.restore', { runId })).rejects.toThrow(/not removed yet/)
  })

  it('is refused while another process has the workspace open', async () => {
    await using fixture = createFixture()
    await withData(fixture)
    const other = openWorkspace(join(fixture.folder, 'w.eosin'))
    await expect(fixture.call('workspace.compact', {})).rejects.toThrow(/workspace in use/)
    other.close()
    expect((await fixture.finish(fixture.call('workspace.compact', {}))).state).toBe('done')
  })
})

describe('scores.start with controls', () => {
  it('computes and scores random and edge over the same samples, and finds them again', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const { result } = await fixture.finish(
      fixture.call('runs.start', { ...ids, question: { method: 'sise', seed: 5 }, limit: 4 }),
    )
    const runId = result?.runId ?? 0
    expect((await fixture.call('runs.controls', { runId })).map(({ run }) => run)).toEqual([null, null])
    const asked = { runId, metric: 'drop-increase', controls: true }
    const job = await fixture.finish(fixture.call('scores.start', asked))
    expect([job.state, job.done, job.total]).toEqual(['done', 20, 20])
    const controls = await fixture.call('runs.controls', { runId })
    expect(controls.map(({ method, run }) => [method, run?.done, run?.total, run?.seed, run?.state])).toEqual(
      [
        ['random', 4, 4, 5, 'done'],
        ['edge', 4, 4, 5, 'done'],
      ],
    )
    expect(job.result?.controls?.map(({ method, runId: id }) => [method, id])).toEqual(
      controls.map(({ method, run }) => [method, run?.id]),
    )
    const scores = await fixture.call('scores.list', {})
    expect(scores.map(({ sampleCount }) => sampleCount)).toEqual([4, 4, 4])
    const explained = fixture.engine.explained.length
    await fixture.finish(fixture.call('scores.start', asked))
    expect([fixture.engine.explained.length, fixture.engine.scored.length]).toEqual([explained, 12])
  })
})
