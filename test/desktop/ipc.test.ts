import type { BrowserWindow } from 'electron'
import { describe, expect, it } from 'vitest'
import { CALLS } from '#contract/names.ts'
import { registerCalls, registerDrops } from '../../main/desktop/ipc.ts'
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

describe('registerDrops(...)', () => {
  function setUpDrops() {
    const { electron, own, stranger } = setUp()
    const registered: string[] = []
    const end = registerDrops({
      ipcMain: electron.main.ipcMain,
      files: {
        register: (path) => {
          registered.push(path)
          return { id: 'id-1', name: 'a.h5', kind: 'file' }
        },
      },
      windows: () => [electron.windows[0] as unknown as BrowserWindow],
      rendererOrigin: 'app://bundle',
    })
    return { electron, own, stranger, registered, end }
  }
  const dropped = (path: string) => ({ path }) as unknown as File

  it('makes a handle of what the person dropped, through the preload', async () => {
    const { electron, own, registered } = setUpDrops()
    const bridge = await loadBridge(electron, own)
    expect(await bridge.takeDropped(dropped('/models/a.h5'))).toEqual({
      ok: true,
      value: { id: 'id-1', name: 'a.h5', kind: 'file' },
    })
    expect(registered).toEqual(['/models/a.h5'])
  })

  it.each(['', 'a.h5', '../a.h5'])('refuses the place %j', async (path) => {
    const { electron, own, registered } = setUpDrops()
    const bridge = await loadBridge(electron, own)
    expect([await bridge.takeDropped(dropped(path)), registered]).toMatchObject([
      { ok: false, error: { code: 'unknown_file' } },
      [],
    ])
  })

  it('refuses a window that is not ours, and our own on another page', async () => {
    const { electron, own, stranger, registered } = setUpDrops()
    const refused = { ok: false, error: { code: 'forbidden' } }
    const from = (contents: typeof own) =>
      electron.invokeFrom(contents, contents.mainFrame, 'workbench:drop', '/models/a.h5')
    expect(await from(stranger)).toMatchObject(refused)
    own.mainFrame = { url: 'https://evil.example/' }
    expect(await from(own)).toMatchObject(refused)
    expect(registered).toEqual([])
  })

  it('ends with the function that it gives', () => {
    const { electron, end } = setUpDrops()
    end()
    expect(electron.calls.has('workbench:drop')).toBe(false)
  })
})

describe('the preload', () => {
  it('exposes three functions, and sends by name only what the contract has', async () => {
    const { electron, own } = setUp()
    const bridge = await loadBridge(electron, own)
    expect(Object.keys(bridge)).toEqual(['invoke', 'takeDropped', 'subscribe'])
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
