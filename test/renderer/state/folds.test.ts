import { describe, expect, it } from 'vitest'
import { FoldState } from '../../../renderer/state/folds.svelte.ts'

function storage(text: string | null = null) {
  let stored = text
  return {
    getItem: () => stored,
    setItem: (_key: string, value: string) => {
      stored = value
    },
  }
}

describe('FoldState', () => {
  it('takes a section as it comes until it is folded by hand', () => {
    const folds = new FoldState(storage())
    expect([folds.isOpen('trust'), folds.isOpen('parameters', false)]).toEqual([true, false])
    folds.set('trust', false)
    folds.set('parameters', true)
    expect([folds.isOpen('trust'), folds.isOpen('parameters', false)]).toEqual([false, true])
  })

  it('remembers for the next window', () => {
    const shared = storage()
    new FoldState(shared).set('about', false)
    expect(new FoldState(shared).isOpen('about')).toBe(false)
  })

  it.each(['', '{', 'null', '[1]', '{"about":"no"}'])('is as it comes where %j is stored', (text) => {
    expect(new FoldState(storage(text)).isOpen('about')).toBe(true)
  })
})
