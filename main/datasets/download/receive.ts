import type { DownloadOptions } from './download-file.ts'
import type { PartFile } from './part-file.ts'
import { request } from './request.ts'
import { StallGuard } from './stall-guard.ts'
import { TransferError } from './transfer-error.ts'

interface Attempt extends DownloadOptions {
  readonly stallMs: number
}

/** One attempt: asks for what is missing, or for the whole where the server has another version or knows no ranges. */
export async function receive(attempt: Attempt): Promise<void> {
  const { part, bytes, address, signal, stallMs, onProgress } = attempt
  const size = await part.size()
  if (size === bytes) return onProgress(bytes)
  const range = size > 0 && size < bytes ? { from: size, validator: await part.validator() } : null
  const guard = new StallGuard(stallMs, signal)
  try {
    const response = await request(address, range, guard.signal)
    let received = await beginning(response, attempt, range?.from ?? 0)
    guard.moved()
    await part.append(upTo(response, bytes - received), (more) => {
      guard.moved()
      received += more
      onProgress(received)
    })
    if (received < bytes) throw brokeOff(received, bytes)
  } catch (thrown) {
    // Fired in the middle of the body, the signal's reason comes as a nameless abort.
    guard.signal.throwIfAborted()
    if (thrown instanceof OverlongError) await part.remove()
    throw thrown
  } finally {
    guard.end()
  }
}

/** Where in the file the answer begins, the part file cut to it. */
async function beginning(response: Response, { part, bytes }: Attempt, from: number): Promise<number> {
  try {
    if (response.status === 416)
      throw await startingOver(part, 'the server has nothing after what was received')
    if (response.status === 206) {
      await checkRest(response, part, { from, bytes })
      return from
    }
    checkWhole(response, bytes)
    await part.restart(validatorOf(response))
    return 0
  } catch (thrown) {
    await response.body?.cancel().catch(() => {})
    throw thrown
  }
}

async function checkRest(
  { headers }: Response,
  part: PartFile,
  { from, bytes }: { from: number; bytes: number },
): Promise<void> {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? []
  if (total !== undefined && total !== '*' && Number(total) !== bytes) throw wrongLength(total, bytes)
  if (Number(start) !== from) throw await startingOver(part, 'the server answers with another part')
  const [known, etag] = [await part.validator(), headers.get('etag')]
  // Some servers know ranges and not If-Range.
  if (known?.startsWith('"') === true && etag !== null && etag !== known) {
    throw await startingOver(part, 'the file has changed on the server')
  }
}

/** Told before what was received so far is given up for it: a login page of the network is no beginning. */
function checkWhole({ headers }: Response, bytes: number): void {
  const length = headers.get('content-length')
  if (headers.get('content-type')?.startsWith('text/html') === true) {
    throw new TransferError('the server answers with a web page, not with the file', { transient: false })
  }
  if (length !== null && Number(length) !== bytes) throw wrongLength(length, bytes)
}

async function startingOver(part: PartFile, reason: string): Promise<TransferError> {
  await part.remove()
  return new TransferError(reason, { transient: true })
}

/** Weak tags do not promise the same bytes. */
function validatorOf({ headers }: Response): string | null {
  const etag = headers.get('etag')
  return etag?.startsWith('"') === true ? etag : headers.get('last-modified')
}

class OverlongError extends TransferError {}

async function* upTo({ body }: Response, most: number): AsyncGenerator<Uint8Array> {
  if (body === null) return
  let left = most
  for await (const chunk of body) {
    left -= chunk.byteLength
    if (left < 0) {
      throw new OverlongError('the answer is longer than the file', { transient: false })
    }
    yield chunk
  }
}

function wrongLength(length: string, bytes: number): TransferError {
  return new TransferError(`wrong length: ${length} bytes (must be ${bytes})`, { transient: false })
}

function brokeOff(received: number, bytes: number): TransferError {
  return new TransferError(`broke off after ${received} of ${bytes} bytes`, { transient: true })
}
