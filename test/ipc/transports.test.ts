import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventName } from '#contract/names.ts'
import type { Transport } from '#contract/transport.ts'
import { createElectronTransport } from '../../renderer/client/transports/electron.ts'
import { createWebTransport } from '../../renderer/client/transports/web.ts'
import { createDirectTransport } from '../../main/ipc/direct.ts'
import { registerCalls } from '../../main/desktop/ipc.ts'
import { serveWorkbench } from '../../main/web/serve.ts'
import { createFakeElectron } from '../desktop/fake-electron.ts'
import { loadBridge } from '../desktop/fake-bridge.ts'
import { makeBundle } from '../web/bundle-fixture.ts'
import { sampleTable, signalValues, testWorkbench } from './test-workbench.ts'

const bundle = makeBundle()
afterAll(bundle.remove)

interface Opened {
  readonly transport: Transport
  close(): Promise<void>
}
type Workbench = ReturnType<typeof testWorkbench>

/** Every transport that runs without the binary of Electron; Electron's own is cloned as its IPC clones. */
const transports: Record<string, (workbench: Workbench) => Promise<Opened>> = {
  direct: (workbench) =>
    Promise.resolve({ transport: createDirectTransport(workbench), close: () => Promise.resolve() }),
  electron: async (workbench) => {
    const electron = createFakeElectron()
    const { window, contents } = electron.openWindow('app://bundle/index.html')
    const end = registerCalls({
      ipcMain: electron.main.ipcMain,
      workbench,
      windows: () => [window],
      rendererOrigin: 'app://bundle',
    })
    const transport = createElectronTransport(await loadBridge(electron, contents))
    return { transport, close: () => Promise.resolve(end()) }
  },
  web: async (workbench) => {
    const server = await serveWorkbench({ workbench, rendererRoot: bundle.root })
    const { origin, hash } = new URL(server.url)
    const transport = createWebTransport({
      origin,
      token: new URLSearchParams(hash.slice(1)).get('token') ?? '',
      // A browser says where a request comes from; Node does not.
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, Origin: origin } }),
    })
    return {
      transport,
      close: async () => {
        transport.close()
        await server.close()
      },
    }
  },
}

describe.each(Object.entries(transports))('the %s transport', (_, open) => {
  const workbench = testWorkbench()
  let opened: Opened
  beforeAll(async () => {
    opened = await open(workbench)
  })
  afterAll(() => opened.close())
  const invoke: Transport['invoke'] = (name, input) => opened.transport.invoke(name, input)

  it('gives typed arrays back as they are, NaN and infinities included', async () => {
    expect(await invoke('samples.signal', { sampleId: 7 })).toStrictEqual({
      ok: true,
      value: { values: signalValues, templates: [] },
    })
  })

  it('gives a table of six columns back as it is', async () => {
    expect(await invoke('samples.table', { datasetId: 1, modelId: null })).toStrictEqual({
      ok: true,
      value: sampleTable,
    })
  })

  it('gives non-ASCII text and empty lists back', async () => {
    expect(await invoke('datasets.problems', { datasetId: 1 })).toStrictEqual({
      ok: true,
      value: [{ name: 'Gewebe/Färbung 📷.tif', reason: 'truncated at 3 µm' }],
    })
    expect(await invoke('runs.list', {})).toStrictEqual({ ok: true, value: [] })
  })

  it('refuses an unknown call', async () => {
    const unknown = JSON.parse('"app.quit"') as 'app.info'
    const reply = await invoke(unknown, {}).catch((error: unknown) => ({ ok: false, error }))
    expect(reply.ok).toBe(false)
  })

  it('refuses an input with the place, the value and the rule', async () => {
    expect(await invoke('samples.get', { sampleId: NaN, modelId: null })).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', message: expect.stringContaining('sampleId: NaN') as string },
    })
  })

  it('gives an error with code, message and details', async () => {
    expect(await invoke('maps.get', { mapId: 9 })).toStrictEqual({
      ok: false,
      error: { code: 'unknown_map', message: 'unknown map: 9', details: { mapId: 9 } },
    })
  })

  it('gives whatever else was thrown as internal', async () => {
    expect(await invoke('models.list', {})).toStrictEqual({
      ok: false,
      error: { code: 'internal', message: 'x is undefined' },
    })
  })

  it('answers calls as they are done, not as they were asked', async () => {
    const order: string[] = []
    const waiting = invoke('jobs.wait', { jobId: 'job-1' }).then(() => order.push('wait'))
    await invoke('runs.list', {}).then(() => order.push('list'))
    workbench.endJob()
    await waiting
    expect(order).toEqual(['list', 'wait'])
  })

  it('delivers the events of a name in order, until unsubscribed', async () => {
    const heard: unknown[] = []
    const states: unknown[] = []
    const listen = (name: EventName, into: unknown[]) =>
      opened.transport.subscribe(name, (payload) => into.push(payload))
    const end = listen('workspace.changed', heard)
    const endStates = listen('engine.state', states)
    // The web's stream opens in its own time.
    while (states.length === 0) {
      workbench.hub.emit('engine.state', { state: 'ready', message: null })
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    for (let runId = 1; runId <= 20; runId++) workbench.hub.emit('workspace.changed', { what: 'runs', runId })
    while (heard.length < 20) await new Promise((resolve) => setTimeout(resolve, 5))
    end()
    const before = states.length
    workbench.hub.emit('workspace.changed', { what: 'maps' })
    workbench.hub.emit('engine.state', { state: 'stopped', message: 'last' })
    while (states.length === before) await new Promise((resolve) => setTimeout(resolve, 5))
    endStates()
    expect(heard).toStrictEqual(
      Array.from({ length: 20 }, (_unused, index) => ({ what: 'runs', runId: index + 1 })),
    )
  })

  it('delivers the typed arrays of an event as they are', async () => {
    const partial = {
      jobId: 'job-1',
      sampleId: 1,
      method: 'rise',
      shape: [2, 3],
      values: signalValues,
      evaluations: 10,
      total: 20,
      standardError: null,
    }
    const heard: unknown[] = []
    const end = opened.transport.subscribe('map.partial', (payload) => heard.push(payload))
    while (heard.length === 0) {
      workbench.hub.emit('map.partial', partial)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    end()
    expect(heard[0]).toStrictEqual(partial)
  })
})
