import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { faults, inBothThemes } from './accessible.ts'
import { describeRealWindow, serveRealTiles } from './real-workspace.ts'
import type { ServedWindow } from './served-window.ts'

const LIMIT_MS = 180_000

describeRealWindow('the layers of a model, on real tiles', () => {
  let served: ServedWindow
  let page: Page
  beforeAll(async () => {
    served = await serveRealTiles([{ method: 'grad-cam', limit: 1 }], { perClass: 3 })
    page = served.page
  })
  afterAll(async () => {
    await served?.close()
  })

  const button = (name: string | RegExp): Locator => page.getByRole('button', { name })
  const choice = (name: string): Locator =>
    page.getByRole('toolbar', { name: 'Layers' }).getByRole('combobox', { name, exact: true })
  const film = (): Locator => page.getByRole('listbox')
  const frame = (place: number): Locator => film().locator(`[aria-posinset="${place}"]`)
  const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 30_000 })

  const expectAccessible = () =>
    inBothThemes(page, async () =>
      expect(await faults(page, { within: '.dock', onlySerious: false })).toEqual([]),
    )

  it(
    'opens the panel on a tile and shows the 64 feature maps of the last layer',
    async () => {
      await page.getByRole('gridcell').nth(2).focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(/#\/inspect\//)
      await button('Layers').click()
      await eventually(() => frame(1).getAttribute('aria-setsize')).toBe('64')
      await eventually(() => frame(1).textContent()).toMatch(/map 0\s.* to .*mean gradient/s)
      // Only those in sight are in the page.
      expect(await film().getByRole('option').count()).toBeLessThan(20)
      await expectAccessible()
      await served.screenshot('layers-maps')
    },
    LIMIT_MS,
  )

  it('goes along the maps with the keyboard, to the last and back', async () => {
    await film().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.getByText('Map 2 of conv2d_3').waitFor()
    await page.keyboard.press('End')
    await page.getByText('Map 63 of conv2d_3').waitFor()
    expect(await frame(64).isVisible()).toBe(true)
    await page.keyboard.press('Home')
    await page.getByText('Map 0 of conv2d_3').waitFor()
  })

  it('shows the map under the pointer large', async () => {
    await frame(3).hover()
    await page.getByText('Map 2 of conv2d_3').waitFor()
    await frame(4).click()
    await page.getByLabel('Lay over the tile').check()
    await page.getByRole('figure', { name: 'Map 3 of conv2d_3, over the sample' }).waitFor()
    await page.getByLabel('Lay over the tile').uncheck()
  })

  it('sorts by mean gradient, the largest first', async () => {
    await choice('Order').selectOption('mean gradient')
    await eventually(() => gradients()).toSatisfy(isFalling)
  })

  it('takes another layer, and one scale for all its maps', async () => {
    await choice('Order').selectOption('index')
    await choice('Layer').selectOption('conv2d_1')
    await eventually(() => frame(1).getAttribute('aria-setsize')).toBe('32')
    await page.getByText('224 × 224; shown: means over 2 × 2').waitFor()
    await page.getByLabel('One scale').check()
    await page.getByText('Map 0 of conv2d_1').waitFor()
    await served.screenshot('layers-one-scale')
  })

  it(
    'shows how a SISE map came about, ending with the stored one',
    async () => {
      await button(/^Explain this tile/).click()
      await page.waitForURL(/map=\d+/, { timeout: LIMIT_MS })
      await button('Steps of the map').click()
      await page.getByText(/^\s*Ends with the stored map \(differs by 0\)/).waitFor({ timeout: LIMIT_MS })
      const steps = page.getByRole('list', { name: /How the layers are joined/ })
      expect(await steps.getByRole('button', { name: /^[VFE]/ }).count()).toBe(4)
      await steps.getByRole('button', { name: /^F\(V₂\)/ }).focus()
      await page.locator('.dock').getByText('Otsu’s threshold').waitFor()
      await expectAccessible()
      await served.screenshot('layers-steps')
    },
    LIMIT_MS,
  )

  it('shows the masks of a layer by falling score', async () => {
    await button(/^Show the \d+ masks of conv2d_3/).click()
    await eventually(() => scores()).toSatisfy(isFalling)
    await page.getByText('Score as a mask').waitFor()
    await expectAccessible()
    await served.screenshot('layers-masks')
  })

  it(
    'shows a RISE map while it converges, with its standard error',
    async () => {
      await page.getByLabel('Method').selectOption('rise')
      await button(/^Explain this tile/).click()
      const words = page.getByText(/^\s*converging: \d[\d ]* of 4 000 masks, standard error 0\.\d+/)
      await words.waitFor({ timeout: LIMIT_MS })
      await page.getByRole('figure', { name: 'RISE so far' }).scrollIntoViewIfNeeded()
      await served.screenshot('layers-partial')
      await button(/^Cancel: /)
        .first()
        .click()
      await words.waitFor({ state: 'detached' })
      expect(served.complaints).toEqual([])
    },
    LIMIT_MS,
  )

  async function numbersIn(pattern: RegExp): Promise<number[]> {
    const texts = await film().getByRole('option').allTextContents()
    return texts.map((text) => Number(pattern.exec(text)?.[1]?.replace('−', '-')))
  }
  const gradients = () => numbersIn(/∇ ([-−+.\de]+)/)
  const scores = () => numbersIn(/score\s+([-.\de]+)/)
})

function isFalling(values: readonly number[]): boolean {
  return values.length > 3 && values.every((value, index) => index === 0 || value <= values[index - 1]!)
}
