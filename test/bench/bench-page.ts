import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { readBundleFile } from '../../main/web/renderer-bundle.ts'
import { chromiumArguments, chromiumPath } from '../helpers/chromium.ts'

const root = resolve(import.meta.dirname, '../..')
const cli = join(root, 'out/main/cli.js')

export interface BenchPage {
  readonly page: Page
  readonly address: string
  close(): Promise<void>
}

/** A fresh Chromium; nothing of an earlier visit is in its cache. */
export async function openChromium(): Promise<{ page: Page; close: () => Promise<void> }> {
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: [...chromiumArguments] })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  return { page, close: () => browser.close() }
}

/** The built program in browser mode over 16 painted tiles with two maps each. */
export async function serveTiles(): Promise<{ address: string; close: () => Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'eosin-bench-'))
  const options = {
    cwd: home,
    env: { ...process.env, HOME: home, USERPROFILE: home, EOSIN_HOME: join(home, '.eosin') },
  }
  const model = join(root, 'resources/models/synthetic-tissue-vgg7.h5')
  const run = ['--data', 'sample', '--model', model, '--limit', '16', '--method', 'grad-cam', '--method', 'saliency'] // prettier-ignore
  execFileSync(process.execPath, [cli, 'run', '--workspace', 'bench.eosin', ...run], {
    ...options,
    stdio: 'ignore',
  })
  const server = spawn(process.execPath, [cli, 'serve', '--workspace', 'bench.eosin', '--port', '0'], {
    ...options,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let printed = ''
  const address = await new Promise<string>((found) =>
    server.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed)?.[0]
      if (url !== undefined && printed.includes('\n')) found(url)
    }),
  )
  return {
    address,
    close: async () => {
      const gone = once(server, 'exit')
      server.kill('SIGTERM')
      await gone
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The window over generated data (the test gallery's), for numbers of tiles that no folder here has. */
export async function serveGallery(): Promise<{ address: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'eosin-gallery-'))
  const configFile = join(root, 'test/renderer/gallery/vite.config.ts')
  await build({ configFile, logLevel: 'error', build: { outDir: folder, emptyOutDir: true, minify: true } })
  const server = createServer((request, response) => {
    void readBundleFile(folder, new URL(request.url ?? '/', 'http://bench').pathname).then((file) => {
      response.writeHead(file === null ? 404 : 200, { 'content-type': file?.mediaType ?? 'text/plain' })
      response.end(file?.bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    address: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
