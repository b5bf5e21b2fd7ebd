import { redirected } from './address.ts'
import { TransferError, transferErrorOf } from './transfer-error.ts'

const MOST_REDIRECTS = 5
const REDIRECTS = [301, 302, 303, 307, 308]
const TRANSIENT = [408, 425, 429]
/** A server that asks for more patience is asked again later by the person. */
const LONGEST_WAIT_MS = 60_000

export interface Range {
  readonly from: number
  /** What the server called this version of the file; only of that one the rest is wanted. */
  readonly validator: string | null
}

/**
 * One GET, redirects followed as `redirected` allows. The answer's status is 200 (whole), 206 (the rest) or 416.
 * @throws TransferError; whatever the signal's reason is, when it fires
 */
export async function request(address: URL, range: Range | null, signal: AbortSignal): Promise<Response> {
  let from = address
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const response = await get(from, range, signal)
    const location = response.headers.get('location')
    if (!REDIRECTS.includes(response.status) || location === null) return accepted(response)
    await response.body?.cancel()
    const next = redirected(from, location)
    if (next === null) {
      throw new TransferError(`redirect refused: ${location} (must be https)`, { transient: false })
    }
    from = next
  }
  throw new TransferError(`too many redirects: ${address.href} (at most ${MOST_REDIRECTS})`, {
    transient: false,
  })
}

async function get(address: URL, range: Range | null, signal: AbortSignal): Promise<Response> {
  // The bytes as they are: compressed on the way, neither their number nor a range would mean anything.
  const headers: Record<string, string> = { 'Accept-Encoding': 'identity' }
  if (range !== null) {
    headers['Range'] = `bytes=${range.from}-`
    if (range.validator !== null) headers['If-Range'] = range.validator
  }
  try {
    return await fetch(address, { headers, signal, redirect: 'manual' })
  } catch (thrown) {
    signal.throwIfAborted()
    throw transferErrorOf(thrown)
  }
}

async function accepted(response: Response): Promise<Response> {
  const { status, headers } = response
  const encoding = headers.get('content-encoding') ?? 'identity'
  if ([200, 206, 416].includes(status) && encoding === 'identity') return response
  await response.body?.cancel()
  if (encoding !== 'identity') {
    throw new TransferError(`answer is encoded: ${encoding} (must be identity)`, { transient: false })
  }
  throw new TransferError(`the server answers with status ${status}`, {
    transient: status >= 500 || TRANSIENT.includes(status),
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
  })
}

/** Seconds; the other form, a date, is rare and a guess does as well. */
function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header ?? NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : null
}
