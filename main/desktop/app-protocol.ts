import type { Protocol } from 'electron'
import { SECURITY_HEADERS } from '../web/content-security.ts'
import { readBundleFile } from '../web/renderer-bundle.ts'

const SCHEME = 'app'
const HOST = 'bundle'
export const APP_ORIGIN = `${SCHEME}://${HOST}`

/** Before Electron is ready, and once. No `bypassCSP`, no `corsEnabled`, no service workers. */
export function declareAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/** Serves the files of the built window at `app://bundle/`, and nothing else. */
export function serveAppScheme(protocol: Pick<Protocol, 'handle'>, rendererRoot: string): void {
  protocol.handle(SCHEME, (request) => answerAppRequest(request, rendererRoot))
}

async function answerAppRequest(
  { url, method }: Pick<Request, 'url' | 'method'>,
  rendererRoot: string,
): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405)
  if (!URL.canParse(url)) return refuse(400)
  const { protocol, host, pathname } = new URL(url)
  if (protocol !== `${SCHEME}:` || host !== HOST) return refuse(404)
  const file = await readBundleFile(rendererRoot, pathname)
  if (file === null) return refuse(404)
  const headers = { ...SECURITY_HEADERS, 'Content-Type': file.mediaType }
  return new Response(method === 'HEAD' ? null : file.bytes, { headers })
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: SECURITY_HEADERS })
}
