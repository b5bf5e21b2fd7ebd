import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { builtCli } from '../helpers/build-app.ts'
import { chromiumArguments, chromiumPath } from '../helpers/chromium.ts'
import { atHome } from './built-program.ts'

/** Screenshots that a run leaves behind. */
export const outputFolder = resolve(import.meta.dirname, 'output')

export interface ServedWindow {
  readonly page: Page
  /** Home folder of the served program: what the file chooser offers first. */
  readonly home: string
  /** Errors and warnings that the page wrote to its console. */
  readonly complaints: readonly string[]
  screenshot(name: string): Promise<void>
  /** Process id of the served program. */
  readonly pid: number
  /** Ends the program and starts it again on the same folders. */
  restart(flags: readonly string[]): Promise<void>
  close(): Promise<void>
}

interface ServedOptions {
  readonly arguments?: readonly string[]
  readonly colorScheme?: 'light' | 'dark'
  readonly viewport?: { readonly width: number; readonly height: number }
  /** Puts files into the home folder before the program starts. */
  readonly prepare?: (home: string) => void
}

/** The built program in browser mode, with folders of its own, opened in Chromium. */
export async function serveWindow(options: ServedOptions = {}): Promise<ServedWindow> {
  const home = mkdtempSync(join(tmpdir(), 'eosin-e2e-'))
  options.prepare?.(home)
  let server = startServer(home, options.arguments ?? [])
  const address = await printedAddress(server)
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: [...chromiumArguments] })
  const context = await browser.newContext({
    colorScheme: options.colorScheme ?? 'light',
    viewport: options.viewport ?? { width: 1280, height: 800 },
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const complaints = listen(page)
  await page.goto(address)
  return {
    page,
    home,
    complaints,
    get pid() {
      return server.pid!
    },
    async restart(flags) {
      await stop(server)
      server = startServer(home, flags)
      await page.goto(await printedAddress(server))
    },
    async screenshot(name) {
      mkdirSync(outputFolder, { recursive: true })
      await page.screenshot({ path: join(outputFolder, `${name}.png`) })
    },
    async close() {
      await context.close()
      await browser.close()
      await stop(server)
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function startServer(home: string, flags: readonly string[]): ChildProcess {
  return spawn(process.execPath, [builtCli(), 'serve', ...flags], {
    ...atHome(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function stop(server: ChildProcess): Promise<void> {
  const gone = new Promise((resolveGone) => server.once('exit', resolveGone))
  server.kill('SIGTERM')
  await gone
}

function printedAddress(server: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let printed = ''
    let complained = ''
    server.stderr!.on('data', (chunk: Buffer) => (complained += chunk.toString()))
    server.stdout!.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed)?.[0]
      if (address !== undefined && printed.includes('\n')) found(address)
    })
    server.on('exit', (code) => failed(new Error(`serve ended with ${code}: ${printed}${complained}`)))
  })
}

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    // Chromium's advice on how this test reads the canvas.
    if (text.includes('willReadFrequently')) return
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(text)
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}
