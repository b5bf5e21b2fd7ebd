import { decodeFrame, encodeFrame, FRAME_MEDIA_TYPE } from '#contract/codec.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { CallName } from '#contract/names.ts'
import type { Reply, Transport } from '#contract/transport.ts'
import { createEventReader, type Connection } from './event-reader.ts'
import { waitForJob } from './wait-for-job.ts'

const TOKEN_KEY = 'eosin-token'

export interface WebTransportOptions {
  /** Where the server is: `location.origin`. */
  readonly origin: string
  readonly token: string
  readonly fetch?: typeof globalThis.fetch
  /** Told when the stream of events is there, lost (it is tried again), or refused for good. */
  readonly onConnection?: (connection: Connection) => void
}

/**
 * The secret from the address's fragment, taken out of the address and kept for this tab, so that a reload finds it.
 * @returns an empty string where there is none: every call is then answered with `forbidden`
 */
export function takeToken(
  location: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return storage.getItem(TOKEN_KEY) ?? ''
  storage.setItem(TOKEN_KEY, token)
  history.replaceState(null, '', location.pathname)
  return token
}

/** Calls by POST and events by one streamed GET, to the server that served the page. */
export function createWebTransport(options: WebTransportOptions): Transport & { close(): void } {
  const { origin, token, fetch = globalThis.fetch.bind(globalThis), onConnection } = options
  const headers = { Authorization: `Bearer ${token}` }

  async function post(name: CallName, input: unknown): Promise<Reply> {
    try {
      const response = await fetch(`${origin}/api/call/${name}`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': FRAME_MEDIA_TYPE },
        body: encodeFrame(input),
        cache: 'no-store',
      })
      return await readReply(response)
    } catch (error) {
      if (error instanceof WorkbenchError) return { ok: false, error: error.toRecord() }
      const reason = error instanceof Error ? error.message : String(error)
      return { ok: false, error: { code: 'disconnected', message: `no answer to ${name}: ${reason}` } }
    }
  }

  const events = createEventReader({
    open: (signal) => fetch(`${origin}/api/events`, { headers, signal, cache: 'no-store' }),
    onConnection: onConnection ?? (() => {}),
    jobs: () => post('jobs.list', {}),
  })
  const { subscribe, close } = events
  const invoke = (name: CallName, input: unknown) =>
    name === 'jobs.wait' && typeof input === 'object' && input !== null && 'jobId' in input
      ? waitForJob(input.jobId, { invoke: post, subscribe })
      : post(name, input)
  return { invoke, subscribe, close }
}

async function readReply(response: Response): Promise<Reply> {
  if (response.headers.get('content-type') !== FRAME_MEDIA_TYPE)
    throw new WorkbenchError('disconnected', `unexpected answer: status ${response.status} (must be a frame)`)
  const reply = decodeFrame(new Uint8Array(await response.arrayBuffer()))
  if (!isReply(reply)) throw new WorkbenchError('internal', 'unexpected answer: a frame that holds no reply')
  return reply
}

function isReply(value: unknown): value is Reply {
  return (
    typeof value === 'object' && value !== null && 'ok' in value && ('value' in value || 'error' in value)
  )
}
