import { describe, expect, it } from 'vitest'
import { basisOf, estimateOf, totalOf } from '../../../renderer/state/run-estimate.ts'
import { RUN } from '../views/run-fixture.ts'

const question = {
  method: 'sise',
  params: { threshold: 0, layers: [] },
  target: { kind: 'predicted' as const },
  versus: null,
  output: null,
  seed: 0,
}
const index = {
  sampleIds: Int32Array.of(1, 2),
  minimum: new Float32Array(2),
  maximum: new Float32Array(2),
  durationMs: Float32Array.of(100, 300),
  evaluations: Int32Array.of(10, 30),
  degenerate: new Uint8Array(2),
}
const request = {
  questions: [question],
  sampleIds: [1, 2, 3, 4],
  modelId: 1,
  runs: [RUN],
  indexOf: () => index,
}

describe('estimateOf(request)', () => {
  it('takes the median of the stored maps, and leaves out those that are stored already', () => {
    expect(estimateOf(request)).toEqual([
      {
        method: 'sise',
        maps: 2,
        evaluations: 40,
        durationMs: 400,
        basis: { runId: 1, same: true, maps: 2 },
      },
    ])
  })

  it('counts every sample where the question differs, and says that it was measured otherwise', () => {
    const [seed] = estimateOf({ ...request, questions: [{ ...question, seed: 4 }] })
    expect([seed?.maps, seed?.basis?.same]).toEqual([4, true])
    const [other] = estimateOf({ ...request, questions: [{ ...question, params: { threshold: 0.5 } }] })
    expect([other?.maps, other?.durationMs, other?.basis?.same]).toEqual([4, 800, false])
  })

  it('knows nothing of a method without a map, and then nothing of the sum', () => {
    const estimates = estimateOf({ ...request, questions: [question, { ...question, method: 'lime' }] })
    expect(estimates[1]).toEqual({
      method: 'lime',
      maps: 4,
      evaluations: null,
      durationMs: null,
      basis: null,
    })
    expect([totalOf(estimates, 'durationMs'), totalOf(estimates.slice(0, 1), 'evaluations')]).toEqual([
      null,
      40,
    ])
  })
})

it('basisOf(question, modelId, runs) prefers the same parameters to more maps, and no other model’s run', () => {
  const many = { ...RUN, id: 2, params: { threshold: 0.5 }, done: 400 }
  expect(basisOf(question, 1, [many, RUN])?.id).toBe(1)
  expect(basisOf(question, 1, [many])?.id).toBe(2)
  expect(basisOf(question, 9, [many, RUN])).toBeNull()
  expect(basisOf(question, 1, [{ ...RUN, done: 0 }])).toBeNull()
})
