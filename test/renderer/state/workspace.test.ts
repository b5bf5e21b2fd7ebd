import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Client } from '../../../renderer/client/client.ts'
import { Notices } from '../../../renderer/state/notices.svelte.ts'
import { LastPairs } from '../../../renderer/state/last-pair.ts'
import { WorkspaceState } from '../../../renderer/state/workspace.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Program {
  maps: number
  /** Answers of `workspace.current` wait for this. */
  gate: Promise<void>
  /** Answers of the lists wait for this. */
  lists: Promise<void>
}

/** A program whose number of maps is known, and its announcements. */
function programOf() {
  const program: Program = { maps: 5, gate: Promise.resolve(), lists: Promise.resolve() }
  const listeners = new Set<(payload: unknown) => void>()
  const client = new Client({
    invoke: async (name) => {
      if (name !== 'workspace.current') {
        await program.lists
        return { ok: true, value: [] }
      }
      const mapCount = program.maps
      await program.gate
      return { ok: true, value: { workspace: { name: 'w', location: '/w', mapCount } } }
    },
    subscribe: (_, listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const announce = (what: string) => listeners.forEach((listener) => listener({ what }))
  return {
    program,
    announce,
    state: new WorkspaceState(
      client,
      new Notices(),
      new LastPairs({ getItem: () => null, setItem: () => {} }),
    ),
  }
}

it('counts the map that was just made at once, not half a second later', async () => {
  const { program, announce, state } = programOf()
  await state.load()
  program.maps = 6
  announce('maps')
  await vi.advanceTimersByTimeAsync(1)
  expect(state.info?.mapCount).toBe(6)
})

it('counts a map that was made while the workspace was being read', async () => {
  const { program, announce, state } = programOf()
  let letListsGo = () => {}
  program.lists = new Promise((resolve) => (letListsGo = resolve))
  const loading = state.load()
  await vi.advanceTimersByTimeAsync(1)
  program.maps = 6
  announce('maps')
  await vi.advanceTimersByTimeAsync(2000)
  letListsGo()
  await loading
  expect(state.info?.mapCount).toBe(6)
})

it('asks at most twice a second while a run announces every map, and has the last one in the end', async () => {
  const { program, announce, state } = programOf()
  await state.load()
  const invoked = vi.fn()
  for (let map = 0; map < 100; map++) {
    program.maps += 1
    announce('maps')
    invoked(state.info?.mapCount)
    await vi.advanceTimersByTimeAsync(20)
  }
  await vi.advanceTimersByTimeAsync(500)
  expect(state.info?.mapCount).toBe(105)
  expect(new Set(invoked.mock.calls.flat()).size).toBeLessThanOrEqual(6)
})

it('keeps the newer of two answers, whichever comes first', async () => {
  const { program, announce, state } = programOf()
  await state.load()
  let letOldGo = () => {}
  program.gate = new Promise((resolve) => (letOldGo = resolve))
  announce('maps')
  await vi.advanceTimersByTimeAsync(1)
  program.gate = Promise.resolve()
  program.maps = 7
  announce('maps')
  await vi.advanceTimersByTimeAsync(600)
  expect(state.info?.mapCount).toBe(7)
  letOldGo()
  await vi.advanceTimersByTimeAsync(1)
  expect(state.info?.mapCount).toBe(7)
})
