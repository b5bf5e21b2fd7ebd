import { describe, expect, it } from 'vitest'
import { WorkbenchError } from '../../preload/contract/errors.ts'
import { scoreMaps, type ScoreRequest } from '../../main/engine/score-maps.ts'
import { metrics } from '../../main/metrics/registry.ts'
import { sessionOfGraph } from '../helpers/session.ts'
import { oneConvModel } from '../metrics/one-conv-model.ts'
import { reference } from '../metrics/reference.ts'

const session = sessionOfGraph(oneConvModel())
const sample = Float32Array.from(reference.model.sample)
const map = Float32Array.from(reference.model.map)
const question = { method: 'sise', params: { layers: ['conv'] } }

const scoreSample = (id: number) => ({
  reference: { id, index: id, name: `${id}.png`, label: null },
  targetClass: 1,
  shape: [8, 9],
  values: map,
})

const score = (metric: string, given: Partial<ScoreRequest> = {}) =>
  scoreMaps({
    session,
    reader: async ({ id }) => sample.map((value) => value * (1 - id / 10)),
    metric,
    params: {},
    samples: [scoreSample(1), scoreSample(2)],
    question,
    memoryBytes: 2 ** 20,
    signal: new AbortController().signal,
    onDone: () => {},
    ...given,
  })

describe('scoreMaps(request)', () => {
  for (const { id, figures } of metrics) {
    it(`gives ${id} of each sample, whatever chunk it comes in, with progress to the end`, async () => {
      const done: number[] = []
      const evidence = async () => Uint8Array.from(map, (value) => (value > 4 ? 1 : 0))
      const scores = await score(id, { evidence, onDone: (value) => done.push(value) })
      expect(scores.map((entry) => entry.id)).toEqual([1, 2])
      expect(done.at(-1)).toBe(2)
      expect(done).toEqual(done.toSorted((a, b) => a - b))
      for (const { values } of scores) expect(Object.keys(values)).toEqual(figures.map((figure) => figure.id))
      expect(await score(id, { evidence, samples: [scoreSample(2)] })).toEqual([scores[1]])
      expect(structuredClone(scores)).toEqual(scores)
    })
  }

  it('leaves a sample out that cannot be read any more, and fails on anything else', async () => {
    const failing =
      (code: 'file_unreadable' | 'file_unsupported' | 'backend_failed') =>
      async ({ id }: { id: number }) => {
        if (id === 1) throw new WorkbenchError(code, 'no')
        return sample
      }
    for (const code of ['file_unreadable', 'file_unsupported'] as const) {
      const scores = await score('complexity', { reader: failing(code) })
      expect(scores.map(({ id }) => id)).toEqual([2])
    }
    await expect(score('complexity', { reader: failing('backend_failed') })).rejects.toMatchObject({
      code: 'backend_failed',
    })
  })

  it('refuses a metric that runs the method again where the method is not known', async () => {
    for (const given of [{ question: undefined }, { question: { method: 'imported' } }]) {
      await expect(score('max-sensitivity', given)).rejects.toMatchObject({
        code: given.question === undefined ? 'capability_missing' : 'unknown_method',
      })
      expect(await score('complexity', given)).toHaveLength(2)
    }
  })

  it('stops between two samples when cancelled', async () => {
    const controller = new AbortController()
    const scores = score('drop-increase', { signal: controller.signal, onDone: () => controller.abort() })
    await expect(scores).rejects.toThrow()
  })
})
