import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { faults, inBothThemes } from './accessible.ts'
import { describeRealWindow, realPredictions, serveRealTiles } from './real-workspace.ts'
import type { ServedWindow } from './served-window.ts'

const LIMIT_MS = 240_000

describeRealWindow('filters on real tiles', () => {
  let served: ServedWindow
  let page: Page
  beforeAll(async () => {
    served = await serveRealTiles([{ method: 'grad-cam', limit: 12 }])
    page = served.page
    page.setDefaultTimeout(10_000)
    await page.evaluate(() => (location.hash = '#/tiles'))
    await page.getByText(/414 of 496, 95 %/).waitFor({ timeout: LIMIT_MS })
  }, LIMIT_MS)
  afterAll(async () => {
    await served?.close()
  })

  const cells = (): Locator => page.getByRole('gridcell')
  const goTo = (hash: string) => page.evaluate((wanted) => (location.hash = wanted), hash)
  const shows = (count: number) =>
    page
      .locator('.toolbar')
      .getByText(new RegExp(`^${count} (of 496 )?tiles`))
      .waitFor({ timeout: 10_000 })
  /** Counts beside the choices of a group of the filter panel. */
  const counts = (group: string) =>
    page
      .getByRole('group', { name: group, exact: true })
      .locator('label .value')
      .allTextContents()
      .then((texts) => texts.map(Number))

  it('a link asks for a range of confidence, and the count is what PyTorch counts', async () => {
    const wanted = realPredictions().filter(({ confidence }) => confidence > 0.8 && confidence <= 0.9)
    await goTo('#/tiles?confidence=0.8-0.9')
    await shows(wanted.length)
    const byClass = (key: 'label' | 'predicted') =>
      Array.from({ length: 8 }, (_, index) => wanted.filter((tile) => tile[key] === index).length)
    expect(await counts('Label')).toEqual(byClass('label'))
    expect(await counts('Prediction')).toEqual(byClass('predicted'))
  })

  it('number fields change the range, the address follows, and each chip takes its own part back', async () => {
    await page.getByLabel('Confidence above').fill('0.5')
    await page.getByLabel('Confidence above').press('Enter')
    await expect.poll(() => page.url()).toContain('confidence=0.5-0.9')
    await page.getByRole('group', { name: 'Label', exact: true }).getByText('Tumor').click()
    const tumor = realPredictions().filter(
      ({ label, confidence }) => label === 0 && confidence > 0.5 && confidence <= 0.9,
    )
    await shows(tumor.length)
    await page.getByRole('button', { name: 'Clear: Confidence 0.50 to 0.90' }).click()
    await shows(62)
    await page.getByRole('button', { name: 'Clear: Labelled Tumor' }).click()
    await shows(496)
    expect(await page.getByRole('list', { name: 'Filters in force' }).count()).toBe(0)
  })

  it('finds the tiles that have a map, of any run or of one', async () => {
    await page.getByRole('group', { name: 'Stored map' }).getByText('With a map').click()
    await shows(12)
    await expect.poll(() => page.url()).toContain('map=yes')
    await goTo('#/tiles?map=no')
    await shows(484)
    await page.getByLabel('With a map of the run').selectOption({ index: 1 })
    await shows(12)
    await goTo('#/tiles')
    await shows(496)
  })

  it('sorts by confidence as PyTorch does', async () => {
    await page.getByRole('combobox', { name: 'Sort' }).selectOption('least-confident')
    const least = Math.min(...realPredictions().map(({ confidence }) => confidence))
    await expect.poll(() => cells().first().textContent()).toContain(least.toFixed(2))
    await page.getByRole('combobox', { name: 'Sort' }).selectOption('order')
  })

  it('selects with Ctrl, Shift, the mark, Space and Ctrl-A; Escape clears; a plain click opens', async () => {
    const bar = page.getByRole('toolbar', { name: 'Selected tiles' })
    await cells()
      .nth(1)
      .click({ modifiers: ['Control'] })
    await cells()
      .nth(4)
      .click({ modifiers: ['Shift'] })
    await bar.getByText('4 selected').waitFor()
    await cells().nth(6).hover()
    await cells().nth(6).locator('.check').click()
    await bar.getByText('5 selected').waitFor()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press(' ')
    await bar.getByText('6 selected').waitFor()
    expect(await page.locator('[role=gridcell][aria-selected=true]').count()).toBe(6)
    await served.screenshot('tiles-selection')
    await page.keyboard.press('Control+a')
    await bar.getByText('496 selected').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => bar.count()).toBe(0)
    await cells().first().click()
    await page.waitForURL(/#\/inspect\//)
    await page.goBack()
  })

  it('keeps a selection through a filter, says what is hidden, and saves its names', async () => {
    await cells()
      .nth(0)
      .click({ modifiers: ['Control'] })
    await goTo('#/tiles?label=7')
    const bar = page.getByRole('toolbar', { name: 'Selected tiles' })
    await bar.getByText('1 tile not shown').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      bar.getByRole('button', { name: 'Export names' }).click(),
    ])
    const lines = readFileSync((await download.path()) ?? '', 'utf8').split('\r\n')
    expect(lines[0]).toBe('name,label,predicted,confidence')
    expect(lines[1]).toMatch(/^01_TUMOR\/.*,01_TUMOR,01_TUMOR,0\.8558/)
    await bar.getByRole('button', { name: 'Clear' }).click()
    await goTo('#/tiles')
  })

  it('lays a run’s maps over its tiles on one scale, and on each its own', async () => {
    await page.getByRole('combobox', { name: 'Maps' }).selectOption({ index: 1 })
    await page.getByText(/One scale for all 12 maps/).waitFor()
    await expect.poll(() => page.locator('.thumbnail canvas').count()).toBe(12)
    const shared = await pixelsOf(page)
    await page.getByRole('button', { name: 'Each its own' }).click()
    await expect.poll(() => pixelsOf(page)).not.toEqual(shared)
    await page.getByRole('button', { name: 'One for the run' }).click()
    await expect.poll(() => pixelsOf(page)).toEqual(shared)
    await page.getByRole('combobox', { name: 'Maps' }).selectOption('')
  })

  it(
    'has nothing serious for axe with filters and a selection, in either theme',
    async () => {
      await goTo('#/tiles?confidence=0.4-1&label=0,1&map=no')
      await cells()
        .nth(2)
        .click({ modifiers: ['Control'] })
      await inBothThemes(page, async (theme) => {
        expect(await faults(page, { within: 'main' })).toEqual([])
        await served.screenshot(`tiles-filters-${theme}`)
      })
      expect(served.complaints).toEqual([])
    },
    LIMIT_MS,
  )
})

/** A few pixels of every overlaid map. */
function pixelsOf(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>('.thumbnail canvas')].flatMap((canvas) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
      return data === undefined
        ? []
        : [0.2, 0.5, 0.8].map((at) => data[4 * Math.floor((at * data.length) / 4)]!)
    }),
  )
}
