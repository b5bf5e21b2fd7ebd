import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Job } from '#contract/jobs.ts'
import { CRASH, listingOf } from '../helpers/fake-engine.ts'
import { createFixture, withData, type Fixture } from './workbench-fixture.ts'

const question = { method: 'sise' }

async function runAll(fixture: Fixture, ids: { datasetId: number; modelId: number }): Promise<Job> {
  return fixture.finish(fixture.call('runs.start', { ...ids, question }))
}

describe('runs', () => {
  it('start stores one map for each sample and ends done', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const job = await runAll(fixture, ids)
    const [run] = await fixture.call('runs.list', {})
    expect([job.state, job.done, job.total, run?.state, run?.done, run?.failed]).toEqual([
      'done', 6, 6, 'done', 6, 0,
    ]) // prettier-ignore
  })

  it('start asked again finds everything stored and computes nothing', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const first = await runAll(fixture, ids)
    const again = await fixture.call('runs.start', { ...ids, question })
    expect(again.job.state).toBe('done')
    expect(again.run.id).toBe(first.result?.runId)
    expect(fixture.engine.explained).toHaveLength(6)
  })

  it('pause stops after the present sample, and resume computes only what is missing', async () => {
    let seen = 0
    const pausing: { now?: () => void } = {}
    await using fixture = createFixture({
      listing: listingOf(20),
      onSample: () => {
        if (++seen === 5) pausing.now?.()
      },
    })
    const ids = await withData(fixture)
    const { run, job } = await fixture.call('runs.start', { ...ids, question })
    const paused = new Promise<string>((resolve) => {
      pausing.now = () =>
        void fixture.call('runs.pause', { runId: run.id }).then(({ state }) => resolve(state))
    })
    expect(await paused).toBe('paused')
    expect((await fixture.call('jobs.wait', { jobId: job.id })).state).toBe('paused')
    const stored = (await fixture.call('runs.get', { runId: run.id })).done
    expect(stored).toBeGreaterThan(0)
    expect(stored).toBeLessThan(20)
    const explained = fixture.engine.explained.length
    const resumed = await fixture.finish(fixture.call('runs.resume', { runId: run.id }))
    expect([resumed.state, resumed.done]).toEqual(['done', 20])
    expect(fixture.engine.explained.length - explained).toBe(20 - stored)
  })

  it('goes on after a crash of the engine, with the guilty sample last', async () => {
    let crashed = false
    await using fixture = createFixture({
      onSample: (name) => {
        if (name !== 'b/001.png' || crashed) return
        crashed = true
        throw CRASH
      },
    })
    const job = await runAll(fixture, await withData(fixture))
    expect([job.state, job.result?.failures]).toEqual(['done', 0])
    expect(fixture.engine.explained.at(-1)).toBe('b/001.png')
  })

  it('records a sample that always ends the engine as failed after two retries', async () => {
    let tries = 0
    await using fixture = createFixture({
      onSample: (name) => {
        if (name !== 'b/003.png') return
        tries++
        throw CRASH
      },
    })
    const job = await runAll(fixture, await withData(fixture))
    const [run] = await fixture.call('runs.list', {})
    expect([job.state, job.result?.failures, run?.done, run?.failed, tries]).toEqual(['done', 1, 5, 1, 3])
  })

  it('fails when the engine cannot live at all, and keeps its error', async () => {
    await using fixture = createFixture({
      listing: listingOf(40),
      onSample: () => {
        throw CRASH
      },
    })
    const job = await runAll(fixture, await withData(fixture))
    const [run] = await fixture.call('runs.list', {})
    expect([job.state, job.error?.code, run?.state]).toEqual(['failed', 'engine_crashed', 'failed'])
  })

  it('records samples that cannot be read and goes on', async () => {
    await using fixture = createFixture({ unreadable: new Set(['a/002.png']) })
    const job = await runAll(fixture, await withData(fixture))
    expect([job.state, job.done, job.result?.failures]).toEqual(['done', 6, 1])
  })

  it('covers the first samples with a limit, and asked for all of them goes on with the rest', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const limited = await fixture.finish(fixture.call('runs.start', { ...ids, question, limit: 2 }))
    expect(fixture.engine.explained).toHaveLength(2)
    const all = await runAll(fixture, ids)
    expect([limited.done, all.done, fixture.engine.explained.length]).toEqual([2, 6, 6])
    expect(all.result?.runId).toBe(limited.result?.runId)
    const [run] = await fixture.call('runs.list', {})
    expect(run?.provenance['commandLine']).not.toMatch(/--limit/)
  })

  it('goes on from maps that were asked for one by one', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const { ids: sampleIds } = await fixture.call('samples.table', ids)
    const one = { sampleId: sampleIds[4] ?? 0, modelId: ids.modelId, question }
    const explained = await fixture.finish(fixture.call('attributions.explain', one))
    expect((await fixture.call('runs.list', {}))[0]).toMatchObject({
      state: 'interactive',
      total: 1,
      done: 1,
    })
    const job = await runAll(fixture, ids)
    expect([job.result?.runId, job.done, fixture.engine.explained.length]).toEqual([
      explained.result?.runId,
      6,
      6,
    ])
    expect(fixture.engine.explained[0]).toBe('a/004.png')
    expect((await fixture.call('runs.get', { runId: job.result?.runId ?? 0 })).state).toBe('done')
  })

  it('asked for more while it runs computes that too, in the same job', async () => {
    await using fixture = createFixture({ listing: listingOf(12) })
    const ids = await withData(fixture)
    const first = await fixture.call('runs.start', { ...ids, question, limit: 4 })
    const more = await fixture.call('runs.start', { ...ids, question })
    expect(more.job.id).toBe(first.job.id)
    expect(await fixture.call('jobs.wait', { jobId: first.job.id })).toMatchObject({
      state: 'done',
      done: 12,
    })
    expect(new Set(fixture.engine.explained).size).toBe(12)
  })

  it('start refuses a method that needs what the model has not, and says what', async () => {
    await using fixture = createFixture({ facts: { capabilities: ['gradients'] } })
    const ids = await withData(fixture)
    await expect(fixture.call('runs.start', { ...ids, question })).rejects.toMatchObject({
      code: 'capability_missing',
      message: expect.stringMatching(/^feature maps .* missing: model \(sise needs/) as string,
    })
    expect(await fixture.call('runs.list', {})).toEqual([])
  })

  it('runs one after the other', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const first = await fixture.call('runs.start', { ...ids, question })
    const second = await fixture.call('runs.start', { ...ids, question: { ...question, seed: 7 } })
    expect([first.job.state, second.job.state]).toEqual(['running', 'queued'])
    await fixture.call('jobs.wait', { jobId: second.job.id })
    expect((await fixture.call('jobs.wait', { jobId: first.job.id })).state).toBe('done')
  })

  it('keeps what it takes to repeat it', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    await fixture.finish(fixture.call('runs.start', { ...ids, question: { ...question, seed: 3 } }))
    const [run] = await fixture.call('runs.list', {})
    expect(run?.provenance).toMatchObject({
      application: { name: 'eosin' },
      backend: { id: 'wasm', version: '1' },
      question: { method: 'sise', seed: 3, output: 'probability' },
      commandLine: `eosin run --workspace ${join(fixture.folder, 'w.eosin')} --model ${join(fixture.folder, 'model.h5')} --data mnist1d --method sise --target predicted --output probability --set threshold=0 --set fusion=soft-otsu --seed 3 --backend wasm`,
    })
  })

  it.each([
    [{ method: 'sisse' }, 'unknown_method', /unknown method: sisse .*did you mean sise\?/],
    [
      { method: 'sise', params: { layers: ['convv'] } },
      'invalid_param',
      /unknown layer: convv .*did you mean conv/,
    ],
    [{ method: 'sise', params: { threshold: 7 } }, 'invalid_param', /threshold: 7/],
    [{ method: 'sise', params: { colour: 1 } }, 'invalid_param', /colour/],
    [{ method: 'sise', target: { kind: 'class', index: 9 } as const }, 'invalid_param', /invalid target: 9/],
  ])('start refuses %j and leaves nothing behind', async (wrong, code, message) => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const refused = fixture.call('runs.start', { ...ids, question: wrong })
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
    expect(await fixture.call('runs.list', {})).toEqual([])
  })
})
