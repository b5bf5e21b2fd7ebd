import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { WorkbenchError } from '#contract/errors.ts'
import { createWebApp, type WebAppOptions } from './web-app.ts'

/** Never another: the workbench is for the person at this machine. */
const LOOPBACK = '127.0.0.1'
const TOKEN_BYTES = 32

export interface WebServer {
  /** To open in a browser. The token stands in the fragment, which browsers neither send nor log. */
  readonly url: string
  close(): Promise<void>
}

export interface ServeOptions {
  readonly workbench: WebAppOptions['workbench']
  /** Any free one where it is absent or 0. */
  readonly port?: number | undefined
  /** The folder of the built window. */
  readonly rendererRoot: string
}

/**
 * Serves the workbench to browsers of this machine that know the token.
 * @throws WorkbenchError `invalid_param` when the port is taken or not ours to take
 */
export async function serveWorkbench({
  workbench,
  port = 0,
  rendererRoot,
}: ServeOptions): Promise<WebServer> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const ending = new AbortController()
  let boundPort = 0
  const app = createWebApp({ workbench, rendererRoot, token, port: () => boundPort, signal: ending.signal })
  const server = createServer(
    { maxHeaderSize: 16 * 1024 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  )
  boundPort = await listen(server, port)
  return {
    url: `http://${LOOPBACK}:${boundPort}/#token=${token}`,
    close: () => {
      ending.abort()
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve()
        }),
      )
      server.closeAllConnections()
      return closed
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = `cannot listen on port: ${port} (${cause.code ?? cause.message}; choose another, or 0 for any)`
      reject(new WorkbenchError('invalid_param', message, { cause }))
    })
    server.listen(port, LOOPBACK, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
