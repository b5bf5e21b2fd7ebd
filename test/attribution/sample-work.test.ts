import { describe, expect, it } from 'vitest'
import { ModelSession } from '../../main/attribution/model-session.ts'
import { SampleWork, shareWorkOn } from '../../main/attribution/sample-work.ts'
import { openBackend } from '../../main/backends/registry.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { explain } from './explain.ts'
import { spyOn } from './spying-backend.ts'
import { tinyModel } from './tiny-models.ts'

const asked = ['sise', 'ada-sise', 'score-cam', 'grad-cam', 'layer-cam']

async function spied() {
  const rng = createRng(3)
  const sample = Float32Array.from({ length: 12 * 12 * 3 }, () => rng.uniform())
  const spy = spyOn(await openBackend('onnxruntime', { threads: 1 }))
  const session = new ModelSession(tinyModel([12, 12, 3]), spy.backend, { memoryBytes: 2 ** 26 })
  const samplesRun = () => spy.batches.reduce((sum, size) => sum + size, 0)
  return { sample, session, samplesRun, runs: () => spy.batches.length }
}

describe('shareWorkOn(sample)', () => {
  it.each([
    ['in one order', asked],
    ['in the other', [...asked].reverse()],
  ])('changes no byte of a map, and saves passes: %s', async (_, order) => {
    const { sample, session, samplesRun } = await spied()
    const alone = new Map<string, Float32Array>()
    for (const id of order) alone.set(id, (await explain(id, session, sample)).saliencyMap)
    const before = samplesRun()
    const stop = shareWorkOn(sample)
    for (const id of order)
      expect((await explain(id, session, sample)).saliencyMap, id).toEqual(alone.get(id))
    stop()
    expect(samplesRun() - before).toBeLessThan(before)
  })

  it('ends with the sample: afterwards everything is computed again', async () => {
    const { sample, session, runs } = await spied()
    const stop = shareWorkOn(sample)
    await explain('grad-cam', session, sample)
    const once = runs()
    await explain('grad-cam', session, sample)
    expect(runs()).toBe(once)
    stop()
    await explain('grad-cam', session, sample)
    expect(runs()).toBe(2 * once)
  })

  it('keeps samples, classes and outputs apart', async () => {
    const { sample, session } = await spied()
    const other = sample.toReversed()
    const stops = [shareWorkOn(sample), shareWorkOn(other)]
    const maps = [
      await explain('grad-cam', session, sample, { targetClass: 0 }),
      await explain('grad-cam', session, sample, { targetClass: 1 }),
      await explain('grad-cam', session, sample, { targetClass: 1, versus: 0 }),
      await explain('grad-cam', session, sample, { targetClass: 1, output: 'probability' }),
      await explain('grad-cam', session, other, { targetClass: 1 }),
    ].map(({ score }) => score)
    for (const stop of stops) stop()
    expect(new Set(maps).size).toBe(5)
  })
})

describe('SampleWork', () => {
  it('forgets what failed, and keeps nothing of a sample that is not shared', async () => {
    const { session, sample } = await spied()
    const work = new SampleWork<number>()
    const place = { session, sample, key: 'a' }
    const stop = shareWorkOn(sample)
    await expect(work.once(place, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await work.once(place, () => Promise.resolve(1))).toBe(1)
    expect(await work.once(place, () => Promise.resolve(2))).toBe(1)
    stop()
    expect(await work.once(place, () => Promise.resolve(3))).toBe(3)
    expect(work.of(session, sample)).toBeUndefined()
  })
})
