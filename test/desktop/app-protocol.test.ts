import { afterAll, describe, expect, it } from 'vitest'
import { declareAppScheme, serveAppScheme } from '../../main/desktop/app-protocol.ts'
import { makeBundle, TRAVERSALS } from '../web/bundle-fixture.ts'
import { createFakeElectron } from './fake-electron.ts'

const bundle = makeBundle()
afterAll(bundle.remove)
const electron = createFakeElectron()
serveAppScheme(electron.main.protocol, bundle.root)

/** As Electron hands it over: the address as text, not yet taken apart. */
const get = async (url: string, method = 'GET') => {
  const handler = electron.protocols.get('app')
  if (handler === undefined) throw new Error('no handler of app://')
  return handler({ url, method } as Request)
}

describe('declareAppScheme(protocol)', () => {
  it('asks for a standard, secure scheme and for nothing more', () => {
    declareAppScheme(electron.main.protocol)
    expect(electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ])
  })
})

describe('serveAppScheme(protocol, root)', () => {
  it('serves the page with the content security policy and nosniff', async () => {
    const response = await get('app://bundle/')
    expect([
      response.status,
      await response.text(),
      response.headers.get('content-type'),
      response.headers.get('x-content-type-options'),
      response.headers.get('content-security-policy')?.startsWith("default-src 'none'; script-src 'self'"),
    ]).toEqual([200, '<!doctype html><title>Eosin</title>', 'text/html; charset=utf-8', 'nosniff', true])
  })

  it('serves a script whatever query follows', async () => {
    expect((await get('app://bundle/assets/index-1.js?v=1#x')).status).toBe(200)
  })

  it('answers HEAD without a body', async () => {
    expect(await (await get('app://bundle/', 'HEAD')).text()).toBe('')
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    expect((await get('app://bundle/', method)).status).toBe(405)
  })

  it.each([
    'app://other/',
    'app://bundle.evil/',
    'app:///index.html',
    'http://bundle/',
    'app://bundle:1/',
    'not a url',
    '',
  ])('refuses %j', async (url) => {
    expect((await get(url)).status).toBeGreaterThanOrEqual(400)
  })

  it.each(TRAVERSALS)('refuses the path %s', async (path) => {
    const response = await get(`app://bundle${path}`)
    expect([response.status >= 400, await response.text()]).toEqual([true, ''])
  })
})
