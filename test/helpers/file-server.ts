import { statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface FileServer {
  readonly address: string
  /** `Range` headers of the requests so far; `-` where there was none. */
  readonly ranges: string[]
  /** Answers of the next requests, one each; afterwards the file is served as it should be. */
  readonly script: Answer[]
  content: Uint8Array
  etag: string | null
  close(): Promise<void>
}

/** A server of one file on this machine that can be told to misbehave. */
export async function startFileServer(content: Uint8Array): Promise<FileServer> {
  const server = createServer((request, response) => {
    files.ranges.push(request.headers.range ?? '-')
    const answer = files.script.shift() ?? ((_, to) => serve(files, request, to))
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const bound = server.address()
  const files: FileServer = {
    address: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`,
    ranges: [],
    script: [],
    content,
    etag: '"one"',
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return files
}

/** As a good server does: ranges, and `If-Range` by its tag. */
export function serve(
  { content, etag }: Pick<FileServer, 'content' | 'etag'>,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  if (etag !== null) response.setHeader('ETag', etag)
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
  const isWanted = headers['if-range'] === undefined || headers['if-range'] === etag
  if (from === 0 || !isWanted) {
    response.setHeader('Content-Length', content.length).end(content)
    return
  }
  response.statusCode = from < content.length ? 206 : 416
  response.setHeader('Content-Range', `bytes ${from}-${content.length - 1}/${content.length}`)
  response.end(from < content.length ? content.subarray(from) : '')
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => void response.writeHead(code, headers).end('no')
}

/** Announces everything, sends some, and hangs up when that has arrived in the file. */
export function breaksOff({ content, etag }: FileServer, after: number, path: string): Answer {
  return ({ headers }, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
    const rest = content.subarray(from)
    response.writeHead(from === 0 ? 200 : 206, {
      'Content-Length': rest.length,
      'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}`,
      ...(etag === null ? {} : { ETag: etag }),
    })
    response.write(rest.subarray(0, after))
    void hasGrown(path, from + after).then(() => response.destroy())
  }
}

/** Resolves when the file has that many bytes. */
export async function hasGrown(path: string, bytes: number): Promise<void> {
  while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < bytes) await sleep(5)
}
