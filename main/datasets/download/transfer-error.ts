/** Why one attempt ended. Transient ones are worth another. */
export class TransferError extends Error {
  readonly isTransient: boolean
  /** The server's wish, in ms. */
  readonly retryAfterMs: number | null
  /** Nothing of the server was seen: most likely there is no network. */
  readonly isOffline: boolean

  constructor(
    message: string,
    options: { transient: boolean; retryAfterMs?: number | null; offline?: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause })
    this.name = 'TransferError'
    this.isTransient = options.transient
    this.retryAfterMs = options.retryAfterMs ?? null
    this.isOffline = options.offline ?? false
  }
}

/** No name server, no route, nobody listening. */
const OFFLINE = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']
/** A certificate that does not hold will not hold in a second. */
const CERTIFICATE = /^(ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/

/** What `fetch` or its body threw: a bare `fetch failed` whose reason is in its cause. */
export function transferErrorOf(thrown: unknown): TransferError {
  if (thrown instanceof TransferError) return thrown
  const { code, message } = innermost(thrown)
  return new TransferError(code === '' || message.includes(code) ? message : `${message} (${code})`, {
    transient: !CERTIFICATE.test(code),
    offline: OFFLINE.includes(code),
    cause: thrown,
  })
}

function innermost(thrown: unknown): { code: string; message: string } {
  let reason = thrown
  while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause
  // Tried on several addresses of one name.
  if (reason instanceof AggregateError && reason.errors.length > 0) return innermost(reason.errors[0])
  if (!(reason instanceof Error)) return { code: '', message: String(reason) }
  const code = 'code' in reason && typeof reason.code === 'string' ? reason.code : ''
  return { code, message: reason.message === '' ? code : reason.message }
}
