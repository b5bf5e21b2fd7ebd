import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { faults, goToScreen, inBothThemes } from './accessible.ts'
import { copyRealTiles, describeRealWindow } from './real-workspace.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'

const LIMIT_MS = 300_000

describeRealWindow('the window on real tiles', () => {
  let served: ServedWindow
  let page: Page
  beforeAll(async () => {
    served = await serveWindow({ prepare: (home) => copyRealTiles(home) })
    page = served.page
  })
  afterAll(async () => {
    await served?.close()
  })

  const button = (name: string | RegExp): Locator => page.getByRole('button', { name })
  const inChooser = (name: string | RegExp): Locator =>
    page.getByRole('dialog').getByRole('button', { name }).first()

  /** Chooses in the dialog of the browser mode: the first place is the home folder. */
  async function enterHome(): Promise<void> {
    const home = new RegExp(served.home.split('/').at(-1)!)
    await inChooser(home).click()
  }

  it(
    'makes a workspace, takes a folder of 496 tiles and a model, and predicts',
    async () => {
      await button('New workspace').click()
      await enterHome()
      await inChooser('Make workspace here').click()
      await button('Add a folder of tiles').click()
      await enterHome()
      await inChooser(/^tiles/).click()
      await inChooser('Take this folder').click()
      await page.getByText('496 tiles').first().waitFor()
      await button('Add a model').click()
      await enterHome()
      await inChooser(/^HMT\.h5/).click()
      await page.getByRole('link', { name: 'Look at the tiles' }).click({ timeout: LIMIT_MS })
      await page.getByText(/414 of 496, 95 %/).waitFor({ timeout: LIMIT_MS })
      await served.screenshot('tiles')
    },
    LIMIT_MS,
  )

  it('filters by correctness and by class, with the keyboard too', async () => {
    const wrong = page.getByRole('group', { name: 'Right or wrong' }).getByText('Wrong')
    await wrong.click()
    await page.getByText(/^82 (of 496 )?tiles/).waitFor()
    await page.getByLabel('Filters').getByText('Debris').first().click()
    await page.getByText(/^21 (of 496 )?tiles/).waitFor()
    await served.screenshot('tiles-wrong-debris')
  })

  it(
    'puts a SISE map over a tile, and has it at once after a reload',
    async () => {
      await page.getByRole('gridcell').first().focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(/#\/inspect\//)
      await button(/^Explain this tile/).click()
      await page.waitForURL(/map=\d+/, { timeout: LIMIT_MS })
      const coloursOf = async () => new Set(await canvasPixels(page)).size
      await expect.poll(coloursOf, { timeout: 20_000 }).toBeGreaterThan(50)
      const before = await canvasPixels(page)
      await served.screenshot('inspector')
      await page.reload()
      await page.waitForURL(/map=\d+/)
      await expect.poll(() => canvasPixels(page), { timeout: 20_000 }).toEqual(before)
      expect(served.complaints).toEqual([])
    },
    LIMIT_MS,
  )

  it(
    'draws another map when another layer was asked for',
    async () => {
      const before = await canvasPixels(page)
      const url = page.url()
      await button(/^Parameters/).click()
      await page.getByLabel('Fusion').selectOption('simple')
      await button(/^Explain this tile/).click()
      await page.waitForFunction((old) => location.href !== old, url, { timeout: LIMIT_MS })
      await expect.poll(() => canvasPixels(page), { timeout: 20_000 }).not.toEqual(before)
    },
    LIMIT_MS,
  )

  it(
    'shows what happened when the engine is killed, and goes on with the next request',
    async () => {
      await page.getByLabel('Fusion').selectOption('otsu')
      await button(/^Explain this tile/).click()
      await button(/^Cancel: /)
        .first()
        .waitFor()
      const notice = page.getByRole('alert').first()
      // A sample is tried three times before its failure is told.
      for (let kill = 0; kill < 60 && !(await notice.isVisible()); kill++) {
        killEngine(served.pid)
        await page.waitForTimeout(500)
      }
      await notice.waitFor()
      expect(await notice.textContent()).toMatch(/engine|computing/i)
      await served.screenshot('engine-killed')
      const url = page.url()
      await button(/^(Explain this tile|Try again)/)
        .first()
        .click()
      await page.waitForFunction((old) => location.href !== old, url, { timeout: LIMIT_MS })
    },
    LIMIT_MS,
  )

  it(
    'finds everything again when the program was closed and opened',
    async () => {
      const place = page.url().replace(/^[^#]*/, '')
      const before = await canvasPixels(page)
      await served.restart(['--workspace', join(served.home, 'workspace.eosin')])
      await page.evaluate(() => (location.hash = '#/tiles'))
      await page.getByText(/414 of 496, 95 %/).waitFor()
      await page.evaluate((hash) => (location.hash = hash), place)
      await expect.poll(() => canvasPixels(page), { timeout: 30_000 }).toEqual(before)
    },
    LIMIT_MS,
  )

  it(
    'has nothing serious for axe on any screen, in either theme',
    async () => {
      await inBothThemes(page, async (theme) => {
        for (const screen of ['start', 'tiles', 'inspect/1', 'evaluation', 'runs', 'settings']) {
          await goToScreen(page, screen)
          expect([screen, await faults(page)]).toEqual([screen, []])
          await served.screenshot(`${screen.replace('/1', '')}-${theme}`)
        }
      })
    },
    LIMIT_MS,
  )
})

/** A few hundred samples of what the last canvas of the page shows. */
function canvasPixels(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const canvas = [...document.querySelectorAll('canvas')].at(-1)
    const context = canvas?.getContext('2d')
    if (canvas === undefined || context === null || context === undefined) return []
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    return Array.from({ length: 400 }, (_, index) => data[Math.floor((index * data.length) / 1600) * 4] ?? 0)
  })
}

/** Ends the engine, which is a child of the served program. */
function killEngine(parent: number): void {
  try {
    execFileSync('pkill', ['-KILL', '-P', String(parent), '-f', 'engine'])
  } catch {
    // Between two starts there is none.
  }
}
