import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasShared } from '../helpers/shared.ts'
import { faults, inBothThemes } from './accessible.ts'
import { csvRows, fromFigureMenu, savedFigure } from './figure-menu.ts'
import { describeRealWindow, realPredictions, serveRealTiles } from './real-workspace.ts'
import type { ServedWindow } from './served-window.ts'

const LIMIT_MS = 240_000
const [STROMA, DEBRIS] = [1, 4]

describeRealWindow('the evaluation of real tiles', () => {
  let served: ServedWindow
  let page: Page
  const predictions = hasShared ? realPredictions() : []
  const countOf = (label: number, predicted: number) =>
    predictions.filter((tile) => tile.label === label && tile.predicted === predicted).length

  beforeAll(async () => {
    served = await serveRealTiles([{ method: 'grad-cam', limit: 2 }])
    page = served.page
    await page.getByText(/414 of 496, 95 %/).waitFor({ timeout: LIMIT_MS })
  }, LIMIT_MS)
  afterAll(async () => {
    await served?.close()
  })

  async function toEvaluation(): Promise<void> {
    await page.evaluate(() => (location.hash = '#/evaluation'))
    await page.getByRole('figure', { name: 'Most confused' }).waitFor({ timeout: 60_000 })
  }
  const shows = (count: number) => page.getByText(new RegExp(`^${count} of 496 tiles`)).waitFor()

  it('leads from each part of a class’s bar to its tiles', async () => {
    await toEvaluation()
    const wrong = predictions.filter(({ label, predicted }) => label === DEBRIS && predicted !== DEBRIS)
    await page.getByRole('link', { name: `Debris: the ${wrong.length} wrong` }).click()
    await shows(wrong.length)
    expect(page.url()).toMatch(/label=4/)
    await toEvaluation()
    await page.getByRole('link', { name: /^Debris: 41 of 62 tiles right/ }).click()
    await shows(62)
  })

  it('leads from each bin of the reliability diagram to as many tiles as it counts', async () => {
    await toEvaluation()
    const figure = page.getByRole('figure', { name: 'Calibration' })
    const links = figure.getByRole('link')
    const labels = await links.evaluateAll((list) =>
      list.map((link) => link.getAttribute('aria-label') ?? ''),
    )
    const counts = labels.map((label) => Number(/: (\d+) tile/.exec(label)?.[1]))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(496)
    const last = predictions.filter(({ confidence }) => confidence > 14 / 15)
    expect(counts.at(-1)).toBe(last.length)
    for (const index of [0, counts.length - 2, counts.length - 1]) {
      await toEvaluation()
      await links.nth(index).focus()
      await page.keyboard.press('Enter')
      await shows(counts[index]!)
    }
  })

  it('reads out a curve with its threshold, by keyboard too', async () => {
    await toEvaluation()
    const figure = page.getByRole('figure', { name: 'ROC curves' })
    await figure.getByRole('button', { name: /^Debris/ }).click()
    await figure.getByRole('application').focus()
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight')
    const told = figure.getByRole('status').filter({ hasText: 'Debris' })
    expect(await told.textContent()).toMatch(
      /True positive rate 0\.\d+, false positive rate .*threshold 0\.\d+/,
    )
  })

  it(
    'goes over the confusion matrix by arrows, and asks why Stroma and not Debris',
    async () => {
      await toEvaluation()
      const matrix = page.getByRole('grid')
      await matrix.getByRole('button', { name: 'Tumor predicted as Tumor: 53' }).focus()
      for (let step = 0; step < DEBRIS; step++) await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowRight')
      const cell = `Debris predicted as Stroma: ${countOf(DEBRIS, STROMA)}`
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(cell)
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: 'Show these 20 tiles' }).waitFor()
      await served.screenshot('evaluation-cell')
      await page.keyboard.press('Escape')
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(cell)
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: 'Show these 20 tiles' }).click()
      await shows(countOf(DEBRIS, STROMA))
      await toEvaluation()
      await page.getByRole('button', { name: cell }).click()
      await page.getByRole('menuitem', { name: 'Why Stroma and not Debris' }).click()
      await page.waitForURL(/#\/inspect\/\d+\?.*map=\d+/, { timeout: LIMIT_MS })
      await page
        .getByText(/why Stroma and not Debris/i)
        .first()
        .waitFor()
      await page.getByText('1 of 20').waitFor()
    },
    LIMIT_MS,
  )

  it('shows the mistakes that the model was surest of', async () => {
    await toEvaluation()
    const surest = Math.max(
      ...predictions
        .filter(({ label, predicted }) => label === DEBRIS && predicted === STROMA)
        .map(({ confidence }) => confidence),
    )
    const examples = page
      .getByRole('figure', { name: 'Most confused' })
      .getByRole('link', { name: /taken for Stroma with/ })
    expect(await examples.first().getAttribute('aria-label')).toContain(`with ${surest.toFixed(3)}`)
  })

  it('saves the data behind a figure as CSV: what PyTorch predicts', async () => {
    await toEvaluation()
    const { name, bytes } = await savedFigure(page, 'Confusion matrix', 'Save data as CSV')
    expect(name).toBe('confusion-tiles.csv')
    const rows = csvRows(bytes.toString('utf8'))
    expect(rows.length).toBe(64)
    expect(rows.map((row) => Number(row['samples']))).toEqual(
      Array.from({ length: 64 }, (_, index) => countOf(Math.floor(index / 8), index % 8)),
    )
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await fromFigureMenu(page, 'Accuracy by class', 'Copy data as CSV')
    await page.getByText('Copied', { exact: true }).waitFor()
    const copied = csvRows(await page.evaluate(() => navigator.clipboard.readText()))
    expect(copied.map((row) => Number(row['accuracy']))).toEqual(
      Array.from({ length: 8 }, (_, index) => countOf(index, index) / 62),
    )
  })

  it('saves figures as drawings that stand alone, and as pictures of twice their size', async () => {
    for (const figure of [
      'Accuracy by class',
      'Confusion matrix',
      'Calibration',
      'ROC curves',
      'Most confused',
    ]) {
      const { bytes } = await savedFigure(page, figure, 'Save as SVG')
      const text = bytes.toString('utf8')
      const read = await page.evaluate((source) => {
        const drawing = new DOMParser().parseFromString(source, 'image/svg+xml')
        return {
          root: drawing.documentElement.localName,
          error: drawing.querySelector('parsererror')?.textContent ?? null,
          words: drawing.documentElement.textContent,
        }
      }, text)
      expect([read.root, read.error]).toEqual(['svg', null])
      expect(read.words).toContain(figure)
      expect(text).not.toMatch(/var\(|color-mix|class=|blob:/)
    }
    const drawing = await savedFigure(page, 'ROC curves', 'Save as SVG')
    const width = Number(/<svg[^>]* width="(\d+)"/.exec(drawing.bytes.toString('utf8'))?.[1])
    const picture = await savedFigure(page, 'ROC curves', 'Save as PNG')
    expect(picture.bytes.readUInt32BE(16)).toBe(2 * width)
  })

  it('saves instead where the clipboard is refused, and says so', async () => {
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
    const { name } = await savedFigure(page, 'Calibration', 'Copy as picture')
    expect(name).toBe('calibration-tiles.png')
    await page.getByText('The clipboard is not allowed here').waitFor()
  })

  it('has nothing serious for axe, in either theme and with a note open', async () => {
    await toEvaluation()
    await inBothThemes(page, async (theme) => {
      await page.getByRole('button', { name: 'About: Confidence calibration' }).click()
      await page.getByText('Guo, Pleiss').waitFor()
      expect(await faults(page, { within: 'main' })).toEqual([])
      await served.screenshot(`evaluation-${theme}-whole`)
      await page.keyboard.press('Escape')
    })
    expect(served.complaints).toEqual([])
  })
})
