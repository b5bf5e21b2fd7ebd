import { describe, expect, it } from 'vitest'
import { createUtilityLauncher } from '../../main/desktop/utility-launcher.ts'
import { createFakeElectron } from './fake-electron.ts'

function launch() {
  const electron = createFakeElectron()
  const engine = createUtilityLauncher(electron.main.utilityProcess, '/out/main/engine.js')()
  const utility = electron.utilities[0]
  if (utility === undefined) throw new Error('nothing was forked')
  return { engine, utility }
}

describe('createUtilityLauncher(utilityProcess, entryPath)()', () => {
  it('passes messages both ways and knows the process id once there is one', () => {
    const { engine, utility } = launch()
    const heard: unknown[] = []
    engine.onMessage((message) => heard.push(message))
    const before = engine.pid
    utility.pid = 42
    utility.emit('message', { type: 'ready' })
    engine.send({ type: 'cancel', id: 1 })
    expect([before, engine.pid, heard, utility.sent]).toEqual([
      null,
      42,
      [{ type: 'ready' }],
      [{ type: 'cancel', id: 1 }],
    ])
  })

  it('tells of the end once, with the exit code, to late listeners too', () => {
    const { engine, utility } = launch()
    const reasons: string[] = []
    engine.onExit((reason) => reasons.push(reason))
    utility.emit('exit', 11)
    utility.emit('exit', 11)
    engine.onExit((reason) => reasons.push(`late: ${reason}`))
    engine.send({ type: 'cancel', id: 1 })
    expect([reasons, utility.sent]).toEqual([['exit code 11', 'late: exit code 11'], []])
  })

  it('tells of a fatal error of V8 with its place', () => {
    const { engine, utility } = launch()
    const reasons: string[] = []
    engine.onExit((reason) => reasons.push(reason))
    utility.emit('error', 'FatalError', 'v8_ArrayBuffer_NewBackingStore', '{}')
    utility.emit('exit', 5)
    expect(reasons).toEqual(['FatalError in v8_ArrayBuffer_NewBackingStore, exit code 5'])
  })

  it('kills when asked', () => {
    const { engine, utility } = launch()
    engine.kill()
    expect(utility.killed).toBe(true)
  })
})
