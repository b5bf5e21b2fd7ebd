import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sharedPath } from '../helpers/shared.ts'
import { generateMnist1d, MNIST1D_LENGTH } from '../../main/datasets/mnist1d.ts'
import { faults, inBothThemes } from './accessible.ts'
import { runProgram } from './built-program.ts'
import { csvRows, savedFigure } from './figure-menu.ts'
import { describeRealWindow } from './real-workspace.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'

const LIMIT_MS = 240_000

/** MNIST-1D with the study's model; maps of two methods over the first signals. */
function makeSignals(home: string): void {
  copyFileSync(sharedPath('data/models/MNIST1D.h5'), join(home, 'MNIST1D.h5'))
  const flags = ['--workspace', 'w.eosin', '--model', 'MNIST1D.h5', '--data', 'mnist1d']
  const methods = ['--method', 'sise', '--method', 'integrated-gradients', '--limit', '3']
  runProgram(home, 'run', ...flags, ...methods)
}

describeRealWindow('signals', () => {
  let served: ServedWindow
  let page: Page
  beforeAll(async () => {
    served = await serveWindow({ prepare: makeSignals, arguments: ['--workspace', 'w.eosin'] })
    page = served.page
    await page.getByText(/877 of 1 ?000, 95 %/).waitFor({ timeout: LIMIT_MS })
  }, LIMIT_MS)
  afterAll(async () => {
    await served?.close()
  })
  const plots = () => page.getByRole('application', { name: /^Signal / })
  const goTo = (hash: string) => page.evaluate((wanted) => (location.hash = wanted), hash)

  it('lays the templates of label and prediction over the signal, others when asked', async () => {
    await goTo('#/inspect/1')
    await page.getByRole('img', { name: 'Signal of 40 positions' }).waitFor()
    const chips = page.getByRole('group', { name: /^Template of each class/ }).locator('button[aria-pressed]')
    await expect.poll(() => chips.count()).toBe(10)
    const pressed = chips.and(page.locator('[aria-pressed="true"]'))
    const before = await pressed.count()
    expect(before).toBeGreaterThan(0)
    expect((await pressed.allTextContents()).join(' ')).toMatch(/label/)
    await chips.and(page.locator('[aria-pressed="false"]')).first().click()
    expect(await pressed.count()).toBe(before + 1)
  })

  it('moves one cross-hair over the signal and its maps, and tells the values', async () => {
    await page
      .getByRole('button', { name: /^Show .* beside$/ })
      .first()
      .click()
    const rows = page.getByRole('region', { name: /, map \d$/ })
    await expect.poll(() => rows.count()).toBe(2)
    await plots().focus()
    await page.keyboard.press('ArrowLeft')
    const { test } = generateMnist1d()
    const value = test.signals[19]!
    const reading = await plots().getByRole('status').first().textContent()
    expect(reading).toMatch(/^position 19: /)
    const told = Number(reading?.split(': ')[1]?.replace('−', '-'))
    expect(told).toBeCloseTo(value, 3)
    for (const row of await rows.all()) expect(await row.textContent()).toMatch(/rank \d+ of 40/)
    expect(await page.locator('svg .cross').count()).toBe(3)
  })

  it('saves the signal with all maps, in full precision', async () => {
    const { bytes } = await savedFigure(page, 'Signal', 'Save data as CSV')
    const rows = csvRows(bytes.toString('utf8'))
    const { test } = generateMnist1d()
    expect(rows.map((row) => Number(row['amplitude']))).toEqual([
      ...Float32Array.from(test.signals.subarray(0, MNIST1D_LENGTH)),
    ])
    const columns = Object.keys(rows[0] ?? {})
    expect(columns.filter((name) => /^"?[12] (SISE|Integrated)/.test(name)).length).toBe(2)
  })

  it('highlights the same share in every map, and zooms by drag and key', async () => {
    await page.getByLabel(/^Top share of the positions/).fill('0.25')
    await page.getByText(/10 of 40 positions/).waitFor()
    const drawing = page.getByRole('img', { name: 'Signal of 40 positions' })
    const box = (await drawing.boundingBox())!
    const at = (position: number) => box.x + 70 + ((box.width - 86) * position) / 40
    await page.mouse.move(at(10.5), box.y + 60)
    await page.mouse.down()
    await page.mouse.move(at(15), box.y + 60)
    await page.mouse.move(at(20.5), box.y + 60)
    await page.mouse.up()
    const ticks = () => drawing.locator('text[text-anchor="middle"]').allTextContents()
    await expect.poll(async () => (await ticks()).filter((text) => /^\d+$/.test(text))).toContain('15')
    expect(await ticks()).not.toContain('30')
    await served.screenshot('signal-zoomed')
    await plots().focus()
    await page.keyboard.press('0')
    await expect.poll(ticks).toContain('30')
  })

  it(
    'keeps the templates beside the confused classes, and asks why',
    async () => {
      await goTo('#/evaluation')
      const figure = page.getByRole('figure', { name: 'Most confused' })
      await figure
        .getByRole('img', { name: /^Template of \d and of \d$/ })
        .first()
        .waitFor({ timeout: 60_000 })
      await figure
        .getByRole('button', { name: /^Why \d and not \d$/ })
        .first()
        .click()
      await page.waitForURL(/#\/inspect\/\d+\?.*map=\d+/, { timeout: LIMIT_MS })
      await page
        .getByRole('region')
        .getByText(/why \d and not \d/)
        .first()
        .waitFor()
    },
    LIMIT_MS,
  )

  it('has nothing serious for axe, in either theme', async () => {
    await inBothThemes(page, async (theme) => {
      expect(await faults(page, { within: 'main' })).toEqual([])
      await served.screenshot(`signal-${theme}`)
    })
    expect(served.complaints).toEqual([])
  })
})
