import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, FRAME_MEDIA_TYPE } from '#contract/codec.ts'
import { createDispatch } from '../../main/ipc/dispatch.ts'
import { createEventHub } from '../../main/ipc/event-hub.ts'
import { serveWorkbench, type WebServer } from '../../main/web/serve.ts'
import { stubHandlers } from '../ipc/stub-handlers.ts'
import { makeBundle, TRAVERSALS } from './bundle-fixture.ts'

const bundle = makeBundle()
const closings: string[] = []
const dispatch = createDispatch({
  handlers: stubHandlers({
    'workspace.close': () => {
      closings.push('closed')
      return Promise.resolve({})
    },
  }),
  checkOutput: true,
})
let server: WebServer
let port: number
let token: string

beforeAll(async () => {
  server = await serveWorkbench({ workbench: { dispatch, hub: createEventHub() }, rendererRoot: bundle.root })
  const url = new URL(server.url)
  port = Number(url.port)
  token = new URLSearchParams(url.hash.slice(1)).get('token') ?? ''
})
afterAll(async () => {
  await server.close()
  bundle.remove()
})

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Over node:http, because fetch neither forges Host nor leaves a path as it is. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Uint8Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const good = () => ({
  Authorization: `Bearer ${token}`,
  Origin: `http://127.0.0.1:${port}`,
  'Content-Type': FRAME_MEDIA_TYPE,
})
const close = (headers: Record<string, string>, body: Uint8Array = encodeFrame({})) =>
  ask('POST', '/api/call/workspace.close', headers, body)
const without = (name: string) => Object.fromEntries(Object.entries(good()).filter(([key]) => key !== name))

describe('serveWorkbench(...) answers', () => {
  it('at 127.0.0.1, with a token of 256 bits in the fragment', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/)
  })

  it('a call with a frame that holds the reply, never to be stored', async () => {
    const { status, headers, body } = await close(good())
    expect([status, headers['content-type'], headers['cache-control'], decodeFrame(body)]).toEqual([
      200,
      FRAME_MEDIA_TYPE,
      'no-store',
      { ok: true, value: {} },
    ])
  })

  it('a call from localhost as well, and from a browser that says same-origin', async () => {
    const local = { ...good(), Host: `localhost:${port}`, Origin: `http://localhost:${port}` }
    const site = { ...good(), 'Sec-Fetch-Site': 'same-origin' }
    expect([(await close(local)).status, (await close(site)).status]).toEqual([200, 200])
  })

  it('an unknown call with the dispatch’s error', async () => {
    const { body } = await ask('POST', '/api/call/app.quit', good(), encodeFrame({}))
    expect(decodeFrame(body)).toMatchObject({ ok: false, error: { code: 'unknown_call' } })
  })

  it('the page and its files, each with its type and every security header', async () => {
    const page = await ask('GET', '/')
    const script = await ask('GET', '/assets/index-1.js')
    expect([page.body.toString(), page.headers['content-type'], script.headers['content-type']]).toEqual([
      '<!doctype html><title>Eosin</title>',
      'text/html; charset=utf-8',
      'text/javascript; charset=utf-8',
    ])
    for (const { headers } of [
      page,
      script,
      await close(good()),
      await ask('GET', '/none'),
      await ask('PUT', '/'),
    ])
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
        ) as string,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      })
  })

  it('without any CORS header, whoever asks', async () => {
    const { headers } = await close({ ...good(), Origin: 'https://evil.example' })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('serveWorkbench(...) refuses', () => {
  const hosts = [
    'evil.example',
    '127.0.0.1',
    '127.0.0.1.evil.tld',
    'PORT.127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1:PORT.evil.tld',
    '127.0.0.1:PORT@evil.tld',
    'evil.tld:PORT',
    'localhost.evil.tld:PORT',
    '127.1:PORT',
    '0.0.0.0:PORT',
    '[::1]:PORT',
    'LOCALHOST:PORT',
  ]
  it.each(hosts)('host %s, for the page and for calls', async (name) => {
    const host = name.replace('PORT', String(port))
    const statuses = [
      (await ask('GET', '/', { Host: host })).status,
      (await ask('GET', '/assets/index-1.js', { Host: host })).status,
      (await close({ ...good(), Host: host, Origin: `http://${host}` })).status,
      (await ask('GET', '/api/events', { ...good(), Host: host })).status,
    ]
    expect(statuses.every((status) => status === 421 || status === 400)).toBe(true)
  })

  it.each([
    'null',
    'https://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:PORT.evil.tld',
    'https://127.0.0.1:PORT',
    'http://localhost:PORT',
    '',
  ])('origin %j, for calls, events and the page', async (name) => {
    const headers = { ...good(), Origin: name.replace('PORT', String(port)) }
    const answers = [
      await close(headers),
      await ask('GET', '/api/events', headers),
      await ask('GET', '/', headers),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403])
  })

  it('a call without Origin', async () => {
    expect((await close(without('Origin'))).status).toBe(403)
  })

  it.each(['cross-site', 'same-site', 'else'])('Sec-Fetch-Site %s', async (site) => {
    expect((await close({ ...good(), 'Sec-Fetch-Site': site })).status).toBe(403)
  })

  it('a call or the events without the token, or with another', async () => {
    const wrong = [
      without('Authorization'),
      { ...good(), Authorization: 'Bearer wrong' },
      { ...good(), Authorization: token },
      { ...good(), Authorization: `Bearer ${token}x` },
      { ...good(), Authorization: 'Bearer ' },
    ]
    const statuses: unknown[] = []
    for (const headers of wrong) {
      statuses.push((await close(headers)).status, (await ask('GET', '/api/events', headers)).status)
    }
    expect(new Set(statuses)).toEqual(new Set([401]))
  })

  it('the token in the query or in a cookie', async () => {
    const path = `/api/call/workspace.close?token=${token}`
    const headers = { ...without('Authorization'), Cookie: `token=${token}` }
    expect((await ask('POST', path, headers, encodeFrame({}))).status).toBe(401)
  })

  it('to change anything by GET, PUT, DELETE, PATCH or OPTIONS', async () => {
    const before = closings.length
    const statuses: unknown[] = []
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])
      statuses.push((await ask(method, '/api/call/workspace.close', good())).status)
    expect([statuses, closings.length - before]).toEqual([[404, 405, 405, 405, 405, 405], 0])
  })

  it('another content type, a malformed frame, a body past the cap', async () => {
    const statuses = [
      (await close({ ...good(), 'Content-Type': 'application/json' })).status,
      (await close({ ...good(), 'Content-Type': 'text/plain' })).status,
      (await close(good(), new Uint8Array(9))).status,
      (await close(good(), new Uint8Array(0))).status,
      (await close(good(), new Uint8Array(4 * 1024 * 1024 + 1))).status,
    ]
    expect(statuses).toEqual([415, 415, 400, 400, 413])
  })

  it('a body past the cap that comes in chunks', async () => {
    const { status } = await close(
      { ...good(), 'Transfer-Encoding': 'chunked' },
      new Uint8Array(5 * 1024 * 1024),
    )
    expect(status).toBe(413)
  })

  it.each(TRAVERSALS)('the path %s', async (path) => {
    const { status, body } = await ask('GET', path)
    expect([[400, 404].includes(status ?? 0), body.toString().includes('secret:')]).toEqual([true, false])
  })

  it('a path in absolute form, and one that climbs in the request line', async () => {
    const raw = (line: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1')
        let text = ''
        socket.on('data', (chunk) => (text += chunk.toString()))
        socket.on('close', () => {
          resolve(text)
        })
        socket.write(`${line} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
      })
    const answers = [
      await raw('GET /../../secret.json'),
      await raw('GET http://evil.example/../secret.json'),
      await raw('GET ../secret.json'),
    ]
    expect(answers.map((text) => /^HTTP\/1\.1 40[04]/.test(text) && !text.includes('secret:'))).toEqual([
      true,
      true,
      true,
    ])
  })

  it('a port that is taken, saying which', async () => {
    const options = { workbench: { dispatch, hub: createEventHub() }, rendererRoot: bundle.root, port }
    await expect(serveWorkbench(options)).rejects.toThrow(`cannot listen on port: ${port} (EADDRINUSE`)
  })
})
