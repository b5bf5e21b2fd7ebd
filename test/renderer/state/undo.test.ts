import { describe, expect, it } from 'vitest'
import { Messages } from '../../../renderer/state/messages.svelte.ts'
import { Notices } from '../../../renderer/state/notices.svelte.ts'
import { UndoState } from '../../../renderer/state/undo.svelte.ts'

function createUndo() {
  const messages = new Messages()
  const clock = { now: 0 }
  const done: string[] = []
  const undo = new UndoState(messages, new Notices(), () => clock.now)
  const step = (title: string, more: { quiet?: boolean; gesture?: string } = {}) => {
    undo.push({ title, undo: () => done.push(title), ...more })
  }
  return { undo, messages, clock, done, step }
}

describe('UndoState', () => {
  it('undo() takes back the newest step first', async () => {
    const { undo, done, step } = createUndo()
    step('first')
    step('second')
    await undo.undo()
    await undo.undo()
    await undo.undo()
    expect([done, undo.next]).toEqual([['second', 'first'], null])
  })

  it('push(step) says what was done, with a button that takes back this step and no other', async () => {
    const { messages, done, step } = createUndo()
    step('Deleted run 3')
    const [message] = messages.list
    step('Changed the filter', { quiet: true })
    await message!.action!.does()
    expect([message!.text, message!.action!.title, done]).toEqual([
      'Deleted run 3',
      'Undo',
      ['Deleted run 3'],
    ])
  })

  it('push(step) keeps the first of a gesture, until it pauses', async () => {
    const { undo, clock, step, done } = createUndo()
    step('a', { gesture: 'search' })
    clock.now = 1000
    step('b', { gesture: 'search' })
    clock.now = 2000
    step('c', { gesture: 'search' })
    clock.now = 9000
    step('d', { gesture: 'search' })
    await undo.undo()
    await undo.undo()
    expect([done, undo.next]).toEqual([['d', 'a'], null])
  })

  it('undo() of a step that was taken back already does nothing', async () => {
    const { undo, done, step } = createUndo()
    step('once')
    const { next } = undo
    await undo.undo(next)
    await undo.undo(next)
    expect(done).toEqual(['once'])
  })

  it('holds the newest fifty steps', async () => {
    const { undo, done, step } = createUndo()
    for (let index = 0; index < 60; index++) step(`${index}`)
    while (undo.next !== null) await undo.undo()
    expect([done.length, done[0], done.at(-1)]).toEqual([50, '59', '10'])
  })
})
