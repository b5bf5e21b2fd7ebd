import { expect, it } from 'vitest'
import type { Job } from '#contract/jobs.ts'
import { queueOf, runsOfJob } from '../../../renderer/views/Runs/queue-order.ts'
import { failuresOf } from '../../../renderer/views/Runs/run-failures.ts'
import { backgroundText, paramsText } from '../../../renderer/views/Runs/run-text.ts'
import { RUN } from './run-fixture.ts'

const job = (changes: Partial<Job>): Job => ({
  id: 'a', kind: 'run', title: 'SISE', state: 'queued', done: 0, total: 9, unit: 'tiles', startedAt: 0, elapsedMs: 0,
  remainingMs: null, result: null, error: null, ...changes,
}) // prettier-ignore

it('queueOf(jobs) puts what runs first, then what waits in the order it came, and leaves single maps out', () => {
  const jobs = [
    job({ id: 'late', startedAt: 9 }),
    job({ id: 'early', startedAt: 3, kind: 'score' }),
    job({ id: 'one map', kind: 'explain', state: 'running' }),
    job({ id: 'at work', startedAt: 5, state: 'running' }),
  ]
  expect(queueOf(jobs).map(({ id }) => id)).toEqual(['at work', 'early', 'late'])
})

it('runsOfJob(job, runs, known) knows the runs started here, and after a reload the one that computes', () => {
  const runs = [
    { ...RUN, id: 1, state: 'running' as const },
    { ...RUN, id: 2, state: 'queued' as const },
    { ...RUN, id: 3, state: 'paused' as const },
  ]
  const known = new Map([
    [2, 'a'],
    [3, 'a'],
  ])
  const ids = (of: Job, knows = known) => runsOfJob(of, runs, knows).map(({ id }) => id)
  expect(ids(job({ id: 'a' }))).toEqual([2])
  expect(ids(job({ id: 'b', state: 'running' }), new Map())).toEqual([1])
  expect(ids(job({ id: 'b' }), new Map())).toEqual([])
  expect(ids(job({ id: 'a', kind: 'score', state: 'running' }))).toEqual([])
})

it('failuresOf(entries, count) gives the last failure of each sample that still fails', () => {
  const entry = (
    id: number,
    sampleId: number | null,
    kind: 'sample-failed' | 'paused' = 'sample-failed',
  ) => ({
    id,
    at: id,
    kind,
    message: `m${id}`,
    sampleId,
  })
  const log = [entry(1, 5), entry(2, 6), entry(3, 5), entry(4, null, 'paused')]
  expect(failuresOf(log, 9).map(({ id }) => id)).toEqual([3, 2])
  expect(failuresOf(log, 1).map(({ id }) => id)).toEqual([3])
  expect(failuresOf(log, 0)).toEqual([])
})

it('backgroundText(background, nameOf) says what was compared with', () => {
  const spec = { count: 20, seed: 3, classes: [1], name: 'stroma' }
  expect(backgroundText(spec, (index) => `class ${index}`)).toBe('stroma: 20 of class 1, seed 3')
  expect(backgroundText({ ...spec, classes: null, datasetId: 2 }, String)).toBe(
    'stroma: 20 of all classes, from dataset 2, seed 3',
  )
})

it('paramsText(params, schema) names parameters as their form does, and unknown ones as they are', () => {
  const schema = { type: 'object', properties: { fraction: { type: 'number', title: 'Kept fraction' } } }
  expect(paramsText({ fraction: 0.9, layer: '', other: [1, 2] }, schema)).toBe(
    'Kept fraction 0.9, layer default, other 1, 2',
  )
})
