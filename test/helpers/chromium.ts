import { existsSync } from 'node:fs'
import { describe } from 'vitest'

/** Chromium or Chrome that the machine has; playwright-core brings none. */
const candidates = [
  process.env['EOSIN_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path))

/** Without the flags for background networking, Chromium keeps calling hosts that an offline machine cannot reach. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A suite that drives the window: runs where a browser is found, and is skipped by name where there is none. */
export function describeBrowser(name: string, suite: () => void): void {
  if (chromiumPath !== undefined) describe(name, suite)
  else describe.skip(`${name} [skipped: no Chromium or Chrome; install one or set EOSIN_CHROMIUM]`, suite)
}
