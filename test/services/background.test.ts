import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineInput, EngineItem } from '../../main/engine/protocol.ts'
import type { Curves } from '../../main/metrics/curves.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { listingOf } from '../helpers/fake-engine.ts'
import { createFixture, withData, type Fixture } from './workbench-fixture.ts'

const question = { method: 'deep-shap' }

/** What the engine is asked from now on. */
function recorded(fixture: Fixture): { explain: EngineInput<'explain'>[]; score: EngineInput<'score'>[] } {
  const asked = { explain: [] as EngineInput<'explain'>[], score: [] as EngineInput<'score'>[] }
  const call = fixture.engine.call.bind(fixture.engine)
  fixture.engine.call = (name, input, options) => {
    if (name === 'explain') asked.explain.push(input as EngineInput<'explain'>)
    if (name === 'score') asked.score.push(input as EngineInput<'score'>)
    return call(name, input, options)
  }
  return asked
}

describe('background', () => {
  it('is the default set of the data where nobody says, and stored with the run', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const asked = recorded(fixture)
    await fixture.finish(fixture.call('runs.start', { ...ids, question }))
    const background = { count: 100, seed: 0, classes: null, name: 'balanced' }
    expect(asked.explain[0]).toMatchObject({
      question: { background },
      backgroundSource: { kind: 'mnist1d' },
    })
    expect(asked.explain[0]?.backgroundSamples).toHaveLength(6)
    expect(await fixture.call('runs.list', {})).toMatchObject([
      {
        background,
        provenance: { commandLine: expect.stringContaining('--background-count 100') as string },
      },
    ])
  })

  it('of some classes, of another size or another choice makes another run', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const asked = recorded(fixture)
    for (const background of [null, { count: 2 }, { count: 2, seed: 1 }, { count: 2, classes: [1] }]) {
      await fixture.finish(fixture.call('runs.start', { ...ids, question: { ...question, background } }))
    }
    expect(new Set((await fixture.call('runs.list', {})).map((run) => run.id)).size).toBe(4)
    expect(asked.explain.at(-1)?.backgroundSamples?.map((sample) => sample.label)).toEqual([1, 1])
  })

  it('is of no matter to a method that needs none', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    for (const background of [null, { count: 3 }]) {
      await fixture.finish(fixture.call('runs.start', { ...ids, question: { method: 'sise', background } }))
    }
    expect(await fixture.call('runs.list', {})).toMatchObject([{ background: null }])
  })

  it('is refused where there is one sample, or none of the classes', async () => {
    await using fixture = createFixture({ listing: listingOf(1) })
    const ids = await withData(fixture)
    await expect(fixture.call('runs.start', { ...ids, question })).rejects.toThrow(
      /name them with --background/,
    )
    await using other = createFixture()
    const of = await withData(other)
    const wrong = { ...question, background: { count: 5, classes: [7] } }
    await expect(other.call('runs.start', { ...of, question: wrong })).rejects.toMatchObject({
      code: 'invalid_param',
    })
  })

  it('scores keep curves and reasons, of each sample and of all', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const call = fixture.engine.call.bind(fixture.engine)
    fixture.engine.call = async (name, input, options) => {
      if (name !== 'score') return call(name, input, options)
      const curves: Curves = { xTitle: 'share', x: [0, 1], y: { insertion: [0, 1] } }
      options?.onProgress?.({ done: 0.5, total: 6 })
      const onItem = (score: EngineItem<typeof name>) =>
        options?.onItem?.(Object.assign(score, { curves, undefinedReason: 'no drop' }))
      return call(name, input, { ...options, onItem })
    }
    const { result } = await fixture.finish(fixture.call('runs.start', { ...ids, question }))
    await fixture.finish(fixture.call('scores.start', { runId: result?.runId ?? 0, metric: 'drop-increase' }))
    expect(await fixture.call('scores.list', {})).toMatchObject([
      { undefinedReasons: { 'no drop': 6 }, curves: { x: [0, 1], y: { insertion: [0, 1] }, sampleCount: 6 } },
    ])
    await fixture.call('workspace.close', {})
    const opened = openWorkspace(join(fixture.folder, 'w.eosin'), { readonly: true })
    expect([...opened.scores.sampleChunks(1)].flat()[0]?.values).toMatchObject({
      undefinedReason: 'no drop',
      curves: { x: [0, 1] },
    })
    opened.close()
  })

  it('goes with a metric that runs the method again, and so does the question', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const asked = recorded(fixture)
    const background = { count: 3, seed: 4 }
    const { result } = await fixture.finish(
      fixture.call('runs.start', { ...ids, question: { ...question, background } }),
    )
    for (const metric of ['max-sensitivity', 'drop-increase']) {
      await fixture.finish(fixture.call('scores.start', { runId: result?.runId ?? 0, metric }))
    }
    expect(asked.score.map(({ question: own }) => own?.background)).toMatchObject([background, background])
    expect(asked.score.map(({ backgroundSamples: own }) => own?.length)).toEqual([3, undefined])
  })
})
