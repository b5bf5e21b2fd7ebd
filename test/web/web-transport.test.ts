import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { serveWorkbench, type WebServer } from '../../main/web/serve.ts'
import { createWebTransport, takeToken } from '../../renderer/client/transports/web.ts'
import { testWorkbench } from '../ipc/test-workbench.ts'
import { makeBundle } from './bundle-fixture.ts'

const bundle = makeBundle()
const servers: WebServer[] = []
const transports: { close(): void }[] = []
afterEach(async () => {
  for (const transport of transports.splice(0)) transport.close()
  for (const server of servers.splice(0)) await server.close()
})
afterAll(bundle.remove)

async function serve(workbench = testWorkbench(), port?: number) {
  const server = await serveWorkbench({ workbench, rendererRoot: bundle.root, port })
  servers.push(server)
  const { origin, hash } = new URL(server.url)
  return { server, workbench, origin, token: new URLSearchParams(hash.slice(1)).get('token') ?? '' }
}
function connect(origin: string, token: string) {
  const connections: string[] = []
  const transport = createWebTransport({
    origin,
    token,
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, Origin: origin } }),
    onConnection: (connection) => connections.push(connection),
  })
  transports.push(transport)
  return { transport, connections }
}

describe('createWebTransport(...)', () => {
  it('gives forbidden, with what to do, for a wrong token', async () => {
    const { origin } = await serve()
    expect(await connect(origin, 'wrong').transport.invoke('runs.list', {})).toEqual({
      ok: false,
      error: {
        code: 'forbidden',
        message: 'forbidden: no valid token (open the address that eosin serve printed)',
      },
    })
  })

  it('does not ask again for events that are refused', async () => {
    const { origin } = await serve()
    const { transport, connections } = connect(origin, 'wrong')
    transport.subscribe('job.changed', () => {})
    await vi.waitFor(() => {
      expect(connections).toEqual(['refused'])
    })
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(connections).toEqual(['refused'])
  })

  it('gives disconnected when the server is gone', async () => {
    const { server, origin, token } = await serve()
    await server.close()
    expect(await connect(origin, token).transport.invoke('runs.list', {})).toMatchObject({
      ok: false,
      error: { code: 'disconnected', message: expect.stringMatching(/^no answer to runs\.list: /) as string },
    })
  })

  it('gives disconnected for an answer that is no frame', async () => {
    const transport = createWebTransport({
      origin: 'http://127.0.0.1:1',
      token: '',
      fetch: () => Promise.resolve(new Response('<html>', { headers: { 'Content-Type': 'text/html' } })),
    })
    expect(await transport.invoke('runs.list', {})).toMatchObject({ error: { code: 'disconnected' } })
  })

  it('gives internal for an input that cannot be framed', async () => {
    const { origin, token } = await serve()
    expect(await connect(origin, token).transport.invoke('runs.list', { run: () => 1 })).toMatchObject({
      error: {
        code: 'internal',
        message: 'cannot frame value.run: function (plain values and typed arrays only)',
      },
    })
  })

  it('opens the events again after a loss, and asks for what it missed', async () => {
    // A fixed token is not to be had, so a go-between cuts the stream instead of the server.
    const { workbench, origin, token } = await serve()
    const cuts: AbortController[] = []
    const connections: string[] = []
    const transport = createWebTransport({
      origin,
      token,
      onConnection: (connection) => connections.push(connection),
      fetch: (url, init) => {
        const cut = new AbortController()
        if (String(url).endsWith('/events')) cuts.push(cut)
        const signal = AbortSignal.any([cut.signal, ...(init?.signal ? [init.signal] : [])])
        return fetch(url, { ...init, signal, headers: { ...init?.headers, Origin: origin } })
      },
    })
    transports.push(transport)
    const jobs: unknown[] = []
    const changes: unknown[] = []
    transport.subscribe('job.changed', (payload) => jobs.push(payload))
    transport.subscribe('workspace.changed', (payload) => changes.push(payload))
    await vi.waitFor(() => {
      expect(connections).toEqual(['connected'])
    })
    cuts[0]?.abort()
    await vi.waitFor(
      () => {
        expect(changes.length).toBeGreaterThan(0)
      },
      { timeout: 10_000 },
    )
    expect([connections, cuts.length, jobs]).toEqual([['connected', 'lost', 'connected'], 2, [workbench.job]])
  })

  it('keeps one stream for all subscriptions, and ends it with the last', async () => {
    const { workbench, origin, token } = await serve()
    const opened: string[] = []
    const transport = createWebTransport({
      origin,
      token,
      fetch: (url, init) => {
        opened.push(String(url))
        return fetch(url, { ...init, headers: { ...init?.headers, Origin: origin } })
      },
    })
    const heard: unknown[] = []
    const ends = [1, 2, 3].map(() => transport.subscribe('engine.state', (payload) => heard.push(payload)))
    await vi.waitFor(() => {
      workbench.hub.emit('engine.state', { state: 'ready', message: null })
      expect(heard.length).toBeGreaterThanOrEqual(3)
    })
    for (const end of ends) end()
    const before = heard.length
    workbench.hub.emit('engine.state', { state: 'ready', message: null })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([opened.length, heard.length - before]).toEqual([1, 0])
  })

  it('goes on when a listener throws', async () => {
    const { workbench, origin, token } = await serve()
    const { transport, connections } = connect(origin, token)
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const heard: unknown[] = []
    transport.subscribe('engine.state', () => {
      throw new Error('deaf')
    })
    transport.subscribe('engine.state', (payload) => heard.push(payload))
    await vi.waitFor(() => {
      workbench.hub.emit('engine.state', { state: 'ready', message: null })
      expect(heard.length).toBeGreaterThan(0)
    })
    expect([connections, told.mock.calls.length > 0]).toEqual([['connected'], true])
    told.mockRestore()
  })
})

describe('takeToken(location, history, storage)', () => {
  const storageOf = (kept: Record<string, string>) => ({
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value
    },
  })

  it('takes the token out of the address and finds it after a reload', () => {
    const kept = {}
    const addresses: unknown[] = []
    const history = {
      replaceState: (_: unknown, __: string, address?: string | URL | null) => addresses.push(address),
    }
    const first = takeToken({ hash: '#token=abc', pathname: '/' }, history, storageOf(kept))
    const second = takeToken({ hash: '', pathname: '/' }, history, storageOf(kept))
    expect([first, second, addresses]).toEqual(['abc', 'abc', ['/']])
  })

  it('is empty where nobody gave one', () => {
    expect(takeToken({ hash: '', pathname: '/' }, { replaceState: () => {} }, storageOf({}))).toBe('')
  })
})
