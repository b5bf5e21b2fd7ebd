import { createHash, timingSafeEqual } from 'node:crypto'

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403 | 405 | 421
  readonly message: string
}

/** What the guard looks at; `header` gives a header by its lower-case name. */
export interface GuardedRequest {
  readonly method: string
  readonly pathname: string
  header(name: string): string | undefined
}

/**
 * Refuses whatever does not come from our own page at our own address.
 * Host must equal one of ours, or a name that an attacker points at 127.0.0.1 reads everything (DNS rebinding).
 */
export function refuseRequest(
  request: GuardedRequest,
  server: { readonly port: number; readonly token: string },
): Refusal | null {
  const host = request.header('host')
  if (host !== `127.0.0.1:${server.port}` && host !== `localhost:${server.port}`)
    return { status: 421, message: `forbidden host: ${quote(host)} (must be 127.0.0.1:${server.port})` }
  if (!['GET', 'HEAD', 'POST'].includes(request.method))
    return { status: 405, message: `forbidden method: ${quote(request.method)} (must be GET, HEAD or POST)` }
  const origin = request.header('origin')
  if (origin === undefined ? request.method === 'POST' : origin !== `http://${host}`)
    return { status: 403, message: `forbidden origin: ${quote(origin)} (must be http://${host})` }
  const site = request.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return { status: 403, message: `forbidden site: ${quote(site)} (must be same-origin or none)` }
  if (isApi(request.pathname) && !hasToken(request.header('authorization'), server.token))
    return { status: 401, message: 'forbidden: no valid token (open the address that eosin serve printed)' }
  return null
}

export function isApi(pathname: string): boolean {
  return pathname === '/api' || pathname.startsWith('/api/')
}

function hasToken(authorization: string | undefined, token: string): boolean {
  // Hashed first, so that both sides are of one length whatever was sent.
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function quote(value: string | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value.slice(0, 100))
}
