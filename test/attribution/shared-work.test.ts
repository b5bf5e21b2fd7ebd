import { expect, it } from 'vitest'
import { sharedWork } from '../../main/attribution/shared-work.ts'

const calm = { aborted: false, throwIfAborted: () => undefined }

it('sharedWork(store, key, signal, compute) computes once for callers at the same time', async () => {
  const store = new Map<string, Promise<number>>()
  let computed = 0
  const compute = async () => ++computed
  const values = await Promise.all([1, 2, 3].map(() => sharedWork(store, 'a', calm, compute)))
  expect({ values, computed }).toEqual({ values: [1, 1, 1], computed: 1 })
})

it('sharedWork does the work itself where the one that it waited for was cancelled', async () => {
  const store = new Map<string, Promise<number>>()
  const cancelled = sharedWork(store, 'a', calm, async () => {
    throw new Error('cancelled')
  })
  const waiting = sharedWork(store, 'a', calm, async () => 7)
  await expect(cancelled).rejects.toThrow('cancelled')
  expect(await waiting).toBe(7)
  expect(await store.get('a')).toBe(7)
})
