import { describe, expect, it } from 'vitest'
import { CALLS } from '#contract/names.ts'
import { registerCalls } from '../../main/desktop/ipc.ts'
import { testWorkbench } from '../ipc/test-workbench.ts'
import { loadBridge } from './fake-bridge.ts'
import { createFakeElectron } from './fake-electron.ts'

function setUp() {
  const electron = createFakeElectron()
  const workbench = testWorkbench()
  const own = electron.openWindow('app://bundle/index.html')
  const stranger = electron.openWindow('app://bundle/index.html')
  const end = registerCalls({
    ipcMain: electron.main.ipcMain,
    workbench,
    windows: () => [own.window],
    rendererOrigin: 'app://bundle',
  })
  return { electron, workbench, own: own.contents, stranger: stranger.contents, end }
}
const list = ['workbench:call', 'runs.list', {}] as const

describe('registerCalls(...)', () => {
  it('answers the main frame of its own window', async () => {
    const { electron, own } = setUp()
    expect(await electron.invokeFrom(own, own.mainFrame, ...list)).toEqual({ ok: true, value: [] })
  })

  it('handles no channel but workbench:call', () => {
    expect([...setUp().electron.calls.keys()]).toEqual(['workbench:call'])
  })

  it('refuses a window that is not ours', async () => {
    const { electron, stranger } = setUp()
    expect(await electron.invokeFrom(stranger, stranger.mainFrame, ...list)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
  })

  it('refuses a frame within our page, even of our own address', async () => {
    const { electron, own } = setUp()
    expect(await electron.invokeFrom(own, { url: 'app://bundle/index.html' }, ...list)).toMatchObject({
      error: { code: 'forbidden', message: 'forbidden sender: app://bundle/index.html' },
    })
  })

  it('refuses a frame that is gone', async () => {
    const { electron, own } = setUp()
    expect(await electron.invokeFrom(own, null, ...list)).toMatchObject({
      error: { code: 'forbidden', message: 'forbidden sender: a frame that is gone' },
    })
  })

  it.each([
    'https://evil.example/',
    'app://evil/index.html',
    'app://bundle.evil/index.html',
    'app://bundle:81/index.html',
    'http://bundle/index.html',
    'file:///index.html',
    'data:text/html,x',
    'about:blank',
    'blob:app://bundle/1',
    '',
  ])('refuses our own window when it shows %j', async (url) => {
    const { electron, own } = setUp()
    own.mainFrame = { url }
    expect(await electron.invokeFrom(own, own.mainFrame, ...list)).toMatchObject({
      error: { code: 'forbidden' },
    })
  })

  it.each([[undefined], [null], [7], [{ toString: 'no function' }], [['runs.list', 'x']]])(
    'answers the name %j with a record, never with an exception',
    async (name) => {
      const { electron, own } = setUp()
      const reply = electron.invokeFrom(own, own.mainFrame, 'workbench:call', name, {})
      await expect(reply).resolves.toMatchObject({ ok: false })
    },
  )

  it('sends events to our page in our window only', () => {
    const { workbench, own, stranger } = setUp()
    const heard: unknown[] = []
    own.renderer.on('workbench:event', (_, ...values: unknown[]) => heard.push(values))
    stranger.renderer.on('workbench:event', () => heard.push('stranger'))
    workbench.hub.emit('workspace.changed', { what: 'runs' })
    own.mainFrame = { url: 'https://evil.example/' }
    workbench.hub.emit('workspace.changed', { what: 'maps' })
    expect(heard).toEqual([['workspace.changed', { what: 'runs' }]])
  })

  it('ends with the function that it gives', () => {
    const { electron, workbench, own, end } = setUp()
    const heard: unknown[] = []
    own.renderer.on('workbench:event', (...values: unknown[]) => heard.push(values))
    end()
    workbench.hub.emit('workspace.changed', { what: 'runs' })
    expect([heard, electron.calls.size]).toEqual([[], 0])
  })
})

describe('the preload', () => {
  it('exposes two functions, and sends by name only what the contract has', async () => {
    const { electron, own } = setUp()
    const bridge = await loadBridge(electron, own)
    expect(Object.keys(bridge)).toEqual(['invoke', 'subscribe'])
    const names: unknown[] = ['app.quit', '__proto__', 'workbench:call', null, [...CALLS]]
    for (const name of names)
      await expect(bridge.invoke(name as 'app.info', {})).rejects.toThrow(/unknown call/)
    expect(() => bridge.subscribe('workbench:event' as 'job.changed', () => {})).toThrow(/unknown event/)
  })

  it('gives a listener the payload without the event object, until it is unsubscribed', async () => {
    const { electron, workbench, own } = setUp()
    const bridge = await loadBridge(electron, own)
    const heard: unknown[][] = []
    const end = bridge.subscribe('workspace.changed', (...values) => heard.push(values))
    workbench.hub.emit('workspace.changed', { what: 'runs' })
    workbench.hub.emit('engine.state', { state: 'ready', message: null })
    end()
    workbench.hub.emit('workspace.changed', { what: 'maps' })
    expect([heard, own.renderer.listenerCount('workbench:event')]).toEqual([[[{ what: 'runs' }]], 0])
  })
})
