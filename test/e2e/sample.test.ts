import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeBrowser } from '../helpers/chromium.ts'
import { faults } from './accessible.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'

const LIMIT_MS = 240_000

describeBrowser('the window on the built-in sample', () => {
  let served: ServedWindow
  let page: Page
  beforeAll(async () => {
    served = await serveWindow()
    page = served.page
  })
  afterAll(async () => {
    await served?.close()
  })

  it(
    'opens with one click, is made with progress, and is labelled synthetic',
    async () => {
      await page.getByRole('button', { name: 'Open the built-in sample' }).click()
      await page.getByRole('dialog').getByText('A workspace is one file').waitFor({ timeout: LIMIT_MS })
      for (const screen of ['start', 'tiles', 'evaluation', 'runs']) {
        await page.evaluate((hash) => (location.hash = hash), `#/${screen}`)
        await page
          .getByText(/synthetic, not for diagnosis/i)
          .first()
          .waitFor()
      }
    },
    LIMIT_MS,
  )

  it(
    'guides through six steps by keyboard, and again from the help menu',
    async () => {
      await page.evaluate(() => (location.hash = '#/start'))
      const card = page.getByRole('dialog')
      if (!(await card.isVisible())) await startTour(page)
      const title = async () =>
        (await card.isVisible()) ? card.getByRole('heading').textContent({ timeout: 1000 }) : null
      const titles: string[] = []
      for (let step = 0; step < 6; step++) {
        await card.waitFor()
        titles.push((await title()) ?? '')
        await served.screenshot(`tour-${step + 1}`)
        await card.getByRole('button', { name: /Next|Done/ }).focus()
        await page.keyboard.press('Enter')
        await expect.poll(title).not.toBe(titles.at(-1))
      }
      expect(new Set(titles).size).toBe(6)
      await expect.poll(() => card.isVisible()).toBe(false)
      await startTour(page)
      await page.keyboard.press('Escape')
      await expect.poll(() => card.isVisible()).toBe(false)
    },
    LIMIT_MS,
  )

  it(
    'has stored maps of tiles and signals, and nothing serious for axe',
    async () => {
      await page.evaluate(() => (location.hash = '#/tiles'))
      await page.getByText(/of 400, 95 %/).waitFor({ timeout: LIMIT_MS })
      await page.locator('[role="gridcell"] img').first().waitFor()
      await served.screenshot('sample-tiles')
      await page.getByRole('gridcell').first().click()
      await page.waitForURL(/#\/inspect\/.*map=\d+/, { timeout: 30_000 })
      await page.locator('canvas').first().waitFor()
      await served.screenshot('sample-inspector')
      expect(await faults(page)).toEqual([])
      expect(served.complaints).toEqual([])
    },
    LIMIT_MS,
  )
})

async function startTour(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Help/ }).click()
  await page
    .getByRole('menuitem', { name: /tour/i })
    .or(page.getByRole('button', { name: /tour/i }))
    .first()
    .click()
}
