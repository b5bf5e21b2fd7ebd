import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { electronBinary, missingDisplay } from '../../main/setup/electron-binary.mjs'
import { ELECTRON_ABSENT } from '../helpers/electron-absent.ts'

const root = resolve(import.meta.dirname, '../..')
const executablePath = electronBinary(root)
const display = missingDisplay()

function suite(): void {
  let userData: string
  let app: ElectronApplication
  let page: Page
  beforeAll(async () => {
    userData = mkdtempSync(join(tmpdir(), 'eosin-electron-'))
    app = await _electron.launch({
      ...(executablePath === null ? {} : { executablePath }),
      args: [root, `--user-data-dir=${userData}`],
    })
    page = await app.firstWindow()
    await page.waitForLoadState()
  })
  afterAll(async () => {
    await app.close()
    rmSync(userData, { recursive: true, force: true })
  })

  it('shows the workbench at app://bundle', async () => {
    expect([new URL(page.url()).host, await page.title()]).toEqual(['bundle', 'Eosin'])
  })

  it('gives the page two functions and no Node', async () => {
    const seen = await page.evaluate(
      `[Object.keys(window.workbench), typeof require, typeof process, typeof module]`,
    )
    expect(seen).toEqual([['invoke', 'subscribe'], 'undefined', 'undefined', 'undefined'])
  })

  it('answers calls over the bridge, from an engine of its own', async () => {
    expect(await page.evaluate(`window.workbench.invoke('app.info', {})`)).toMatchObject({
      ok: true,
      value: { host: 'electron' },
    })
    expect(await page.evaluate(`window.workbench.invoke('app.doctor', {})`)).toMatchObject({ ok: true })
  })

  it('stays on its page, opens no window, runs no text as code', async () => {
    await page.evaluate(`location.href = 'https://example.com/'`)
    expect(await page.evaluate(`window.open('https://example.com/')`)).toBeNull()
    await expect(page.evaluate(`new Function('return 1')()`)).rejects.toThrow()
    expect([new URL(page.url()).host, app.windows().length]).toEqual(['bundle', 1])
  })

  it('reaches no file beside its bundle', async () => {
    const status = await page.evaluate(
      `fetch('app://bundle/..%2f..%2fpackage.json').then((r) => r.status, () => 0)`,
    )
    expect(status).toBe(404)
  })
}

if (executablePath === null) describe.skip(`the Electron window ${ELECTRON_ABSENT}`, suite)
else if (display !== null) describe.skip(`the Electron window [skipped: ${display}]`, suite)
else describe('the Electron window', suite)
