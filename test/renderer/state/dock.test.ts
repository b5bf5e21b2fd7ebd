import { describe, expect, it } from 'vitest'
import { DockState } from '../../../renderer/state/dock.svelte.ts'

function storage(entries: Record<string, string> = {}) {
  const map = new Map(Object.entries(entries))
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  }
}

describe('DockState', () => {
  it('keeps its height as a share of the window, also for the next start', () => {
    const kept = storage()
    const dock = new DockState(kept)
    dock.resize(400, 800)
    expect(dock.heightIn(800)).toBe(400)
    expect(new DockState(kept).heightIn(1000)).toBe(500)
  })

  it('leaves the stage its part, and itself a row of tools', () => {
    const dock = new DockState(storage())
    dock.resize(5000, 800)
    expect(dock.heightIn(800)).toBe(496)
    dock.resize(-10, 800)
    expect(dock.heightIn(800)).toBe(140)
  })

  it.each(['', 'nonsense', '-1', '7'])('takes the usual height where %j was stored', (stored) => {
    expect(new DockState(storage({ 'eosin.dock-height': stored })).heightIn(1000)).toBe(400)
  })

  it('goes back to the usual height', () => {
    const kept = storage()
    const dock = new DockState(kept)
    dock.resize(300, 1000)
    dock.resetHeight()
    expect([dock.heightIn(1000), new DockState(kept).heightIn(1000)]).toEqual([400, 400])
  })
})
