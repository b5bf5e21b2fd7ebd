import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { decodeFrame, encodeFrame, FRAME_MEDIA_TYPE } from '#contract/codec.ts'
import { WorkbenchError, type ErrorCode } from '#contract/errors.ts'
import type { Reply } from '#contract/transport.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { EventHub } from '../ipc/event-hub.ts'
import { toPortableRecord } from '../ipc/portable-error.ts'
import { SECURITY_HEADERS } from './content-security.ts'
import { streamEvents } from './event-stream.ts'
import { readBundleFile } from './renderer-bundle.ts'
import { isApi, refuseRequest } from './request-guard.ts'

/** No call of the contract takes more; arrays come in by file. */
const MAXIMUM_BODY_BYTES = 4 * 1024 * 1024

export interface WebAppOptions {
  readonly workbench: { readonly dispatch: Dispatch; readonly hub: EventHub }
  readonly rendererRoot: string
  readonly token: string
  readonly port: () => number
  /** Ends every stream of events. */
  readonly signal: AbortSignal
}

/**
 * The browser mode over HTTP. `POST /api/call/<name>`: a frame in, a frame with the Reply out.
 * `GET /api/events`: prefixed frames. Anything else: the files of the window.
 */
export function createWebApp({ workbench, rendererRoot, token, port, signal }: WebAppOptions): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    const { method, path: pathname } = context.req
    const header = (name: string) => context.req.header(name)
    const refusal = refuseRequest({ method, pathname, header }, { port: port(), token })
    if (refusal === null) await next()
    else context.res = refuse(context, refusal.status, 'forbidden', refusal.message)
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.res.headers.set(name, value)
    context.res.headers.set('Cache-Control', isApi(pathname) ? 'no-store' : 'no-cache')
  })
  const limit = bodyLimit({
    maxSize: MAXIMUM_BODY_BYTES,
    onError: (context) =>
      refuse(context, 413, 'invalid_input', `body too large (must be at most ${MAXIMUM_BODY_BYTES} bytes)`),
  })
  app.post('/api/call/:name', limit, (context) => answerCall(context, workbench.dispatch))
  app.get('/api/events', () => {
    const headers = { 'Content-Type': `${FRAME_MEDIA_TYPE}-stream` }
    return new Response(streamEvents(workbench.hub, signal), { headers })
  })
  app.all('/api/*', (context) => refuse(context, 404, 'unknown_call', 'no such address'))
  app.get('*', (context) => answerFile(context, rendererRoot))
  app.notFound((context) => refuse(context, 404, 'unknown_file', 'no such address'))
  app.onError((error, context) => refuse(context, 500, 'internal', error.message))
  return app
}

async function answerCall(context: Context, dispatch: Dispatch): Promise<Response> {
  if (context.req.header('content-type') !== FRAME_MEDIA_TYPE)
    return refuse(context, 415, 'invalid_input', `wrong content type (must be ${FRAME_MEDIA_TYPE})`)
  let input: unknown
  try {
    input = decodeFrame(new Uint8Array(await context.req.arrayBuffer()))
  } catch (error) {
    const { code, message } = WorkbenchError.from(error)
    return refuse(context, 400, code, message)
  }
  return sendReply(200, await dispatch(context.req.param('name') ?? '', input))
}

async function answerFile(context: Context, rendererRoot: string): Promise<Response> {
  const file = await readBundleFile(rendererRoot, new URL(context.req.url).pathname)
  if (file === null) return refuse(context, 404, 'unknown_file', 'no such file')
  return new Response(file.bytes, { headers: { 'Content-Type': file.mediaType } })
}

function refuse(context: Context, status: number, code: ErrorCode, message: string): Response {
  if (isApi(context.req.path)) return sendReply(status, { ok: false, error: { code, message } })
  return new Response(`${message}\n`, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' } })
}

function sendReply(status: number, reply: Reply): Response {
  let frame: Uint8Array<ArrayBuffer>
  try {
    frame = encodeFrame(reply)
  } catch (error) {
    frame = encodeFrame({ ok: false, error: toPortableRecord(error) })
  }
  return new Response(frame, { status, headers: { 'Content-Type': FRAME_MEDIA_TYPE } })
}
