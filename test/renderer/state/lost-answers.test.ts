import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Client } from '../../../renderer/client/client.ts'
import { DisagreementState } from '../../../renderer/state/disagreement.svelte.ts'
import { Explanation } from '../../../renderer/state/explanation.svelte.ts'
import { Jobs } from '../../../renderer/state/jobs.svelte.ts'
import { MapIndexes } from '../../../renderer/state/map-indexes.svelte.ts'
import { Notices } from '../../../renderer/state/notices.svelte.ts'
import { RunRanges } from '../../../renderer/state/run-ranges.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Answer = (name: string, input: unknown) => unknown

function programOf(answer: Answer) {
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const client = new Client({
    invoke: async (name, input) => {
      const value = await answer(name, input)
      return value === 'unknown_run'
        ? { ok: false, error: { code: 'unknown_run', message: 'unknown run: 3' } }
        : { ok: true, value }
    },
    subscribe: (name, listener) => {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener))
      return () => listeners.get(name)?.delete(listener)
    },
  })
  const emit = (name: string, payload: unknown) =>
    listeners.get(name)?.forEach((listener) => listener(payload))
  return { client, emit }
}

it('a run that is deleted has no maps and no range, restored it has them again, and nobody is alarmed', async () => {
  let deleted = false
  const { client, emit } = programOf((name) => {
    if (deleted) return 'unknown_run'
    return name === 'maps.index' ? { sampleIds: Int32Array.of(7) } : { minimum: 0, maximum: 1, count: 1 }
  })
  const notices = new Notices()
  const indexes = new MapIndexes(client, notices)
  const ranges = new RunRanges(client, notices)
  const mask = () => [...(indexes.mask(3, Int32Array.of(7)) ?? [])]
  const turn = async () => {
    emit('workspace.changed', { what: 'runs', runId: 3 })
    await ranges.ask(3)
    await vi.advanceTimersByTimeAsync(5000)
  }
  await indexes.load(3)
  await ranges.ask(3)
  expect([mask(), ranges.of(3)?.count]).toEqual([[1], 1])
  deleted = true
  await turn()
  expect([mask(), ranges.of(3)]).toEqual([[0], null])
  deleted = false
  await turn()
  expect([mask(), ranges.of(3)?.count]).toEqual([[1], 1])
  expect(notices.list).toEqual([])
})

it('likeness of very many samples comes whole, counted page by page', async () => {
  const total = 1000
  const { client } = programOf((_, input) => {
    const { start, count } = input as { start: number; count: number }
    const size = Math.min(count, total - start)
    const column = Float32Array.from({ length: size }, (_value, row) => -(start + row) / total)
    return { total, start, sampleIds: Int32Array.from(column, (_value, row) => start + row), spearman: column, topIou: column } // prettier-ignore
  })
  const state = new DisagreementState(client)
  await state.show([1, 2])
  expect([state.done, state.total, state.ranked.length, state.ranked[0]?.sampleId]).toEqual([
    1000, 1000, 1000, 999,
  ])
})

it('a preview is of the sample that is looked at, and gone once it is cancelled', async () => {
  const job = { id: 'j', kind: 'explain', state: 'running', error: null, result: null }
  let end = (_: unknown) => {}
  const ended = new Promise((resolve) => (end = resolve))
  const { client, emit } = programOf((name) => {
    if (name === 'jobs.wait') return ended
    if (name === 'jobs.cancel') return { ...job, state: 'cancelled' }
    return { job }
  })
  const explanation = new Explanation(client, new Jobs(client, new Notices()))
  const asked = explanation.ask({ sampleId: 5, modelId: 1, question: { method: 'rise' } })
  await vi.advanceTimersByTimeAsync(1)
  const map = { shape: [1], values: Float32Array.of(1), evaluations: 1, total: 2, standardError: null }
  const partial = { ...map, jobId: 'j', sampleId: 5, method: 'rise' }
  emit('map.partial', { ...partial, jobId: 'another' })
  expect(explanation.partialOf(5)).toBeNull()
  emit('map.partial', partial)
  expect([explanation.partialOf(5)?.method, explanation.partialOf(6)]).toEqual(['rise', null])
  await explanation.cancel()
  emit('map.partial', partial)
  expect(explanation.partialOf(5)).toBeNull()
  end({ ...job, state: 'cancelled' })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await asked).toBeNull()
})
