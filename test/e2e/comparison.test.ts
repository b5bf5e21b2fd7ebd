import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeBrowser } from '../helpers/chromium.ts'
import { faults, inBothThemes } from './accessible.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'
import { makeSmallWorkspace } from './small-workspace.ts'

const LIMIT_MS = 240_000

describeBrowser('comparing runs', () => {
  let served: ServedWindow
  let page: Page
  beforeAll(async () => {
    served = await serveWindow({ prepare: makeSmallWorkspace, arguments: ['--workspace', 'small.eosin'] })
    page = served.page
    await page.getByRole('gridcell').first().waitFor()
  }, LIMIT_MS)
  afterAll(async () => {
    await served?.close()
  })

  it('asks for two runs, and takes them from the list in the order of choice', async () => {
    await page.keyboard.press('6')
    await page.getByText('Choose two runs').waitFor()
    await page.getByRole('checkbox', { name: /^1\. / }).check()
    await page.getByText('Choose one more run').waitFor()
    await page.getByRole('checkbox', { name: /^2\. / }).check()
    await page.waitForURL(/#\/compare\?runs=1(,|%2C)2/)
    await page.getByRole('heading', { name: /^What differs/ }).waitFor()
    const method = page.getByRole('row', { name: /^Method/ })
    expect(await method.getByRole('cell').allTextContents()).toEqual(['Grad-CAM', 'Saliency'])
    await page.getByText(/\d+ settings the same in all/).waitFor()
  })

  it('shows each figure of both runs, and the paired difference with what it rests on', async () => {
    const row = page.getByRole('row').filter({ hasText: 'n = 16' }).first()
    const cells = await row.getByRole('cell').allTextContents()
    expect(cells.length).toBe(3)
    expect(cells[2]).toMatch(/n = 16/)
    expect(cells[2]).toMatch(/(better|worse|no clear difference)/)
    expect(cells[2]).toMatch(/p (< 0\.0001|= \d)/)
  })

  it('draws the tiles against each other, and opens one from the list with both maps', async () => {
    await page.getByRole('img', { name: /one point for each of 16/ }).waitFor()
    const list = page.getByRole('table').filter({ hasText: 'B − A' }).last()
    const tile = list.getByRole('link').first()
    await tile.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/inspect\/\d+\?.*maps=\d+(,|%2C)\d+/)
    await page.locator('canvas').nth(1).waitFor()
    await page.goBack()
    await page.waitForURL(/#\/compare/)
  })

  it('shows the tiles whose maps disagree most, the least alike first', async () => {
    const section = page.getByRole('region', { name: /^Where the maps disagree most/ })
    await section.getByText(/ρ /).first().waitFor()
    await section.locator('canvas').nth(7).waitFor()
    const texts = await section.getByText(/^ρ /).allTextContents()
    const values = texts.map((text) => Number(/ρ ([−-]?[\d.]+)/.exec(text)?.[1]?.replace('−', '-')))
    expect(values).toEqual(values.toSorted((a, b) => a - b))
  })

  it(
    'says which score is missing for which run, and makes it',
    async () => {
      await page.getByText(/not scored for B/).waitFor()
      await page.getByRole('button', { name: 'Score B' }).click()
      await expect.poll(() => page.getByText(/not scored for B/).count(), { timeout: LIMIT_MS }).toBe(0)
    },
    LIMIT_MS,
  )

  it('holds the others against another run when it is made the first', async () => {
    await page.getByRole('button', { name: 'Set as A: run 2' }).click()
    await page.waitForURL(/runs=2(,|%2C)1/)
    const method = page.getByRole('row', { name: /^Method/ })
    await expect
      .poll(() => method.getByRole('cell').allTextContents(), { timeout: 20_000 })
      .toEqual(['Saliency', 'Grad-CAM'])
  })

  it('has nothing serious for axe in either theme', async () => {
    await inBothThemes(page, async (theme) => {
      expect(await faults(page)).toEqual([])
      await served.screenshot(`compare-${theme}`)
    })
    expect(served.complaints).toEqual([])
  })
})
