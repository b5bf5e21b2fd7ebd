import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { faults, goToScreen, inBothThemes } from './accessible.ts'
import { describeRealWindow, serveRealTiles } from './real-workspace.ts'
import type { ServedWindow } from './served-window.ts'

const LIMIT_MS = 240_000

describeRealWindow('runs on real tiles', () => {
  let served: ServedWindow
  let page: Page
  beforeAll(async () => {
    served = await serveRealTiles([{ method: 'grad-cam', limit: 4 }])
    page = served.page
    page.setDefaultTimeout(10_000)
    await page.evaluate(() => (location.hash = '#/tiles'))
    await page.getByText(/414 of 496, 95 %/).waitFor({ timeout: LIMIT_MS })
  }, LIMIT_MS)
  afterAll(async () => {
    await served?.close()
  })

  const newRun = () => page.getByRole('region', { name: 'New run' })
  const list = () => page.getByRole('list', { name: 'Runs' })
  const runButton = (name: RegExp) => list().getByRole('button', { name })

  it('a selection goes to a new run, which says what it will cost', async () => {
    for (const place of [0, 2, 4]) {
      await page
        .getByRole('gridcell')
        .nth(place)
        .click({ modifiers: ['Control'] })
    }
    await page
      .getByRole('toolbar', { name: 'Selected tiles' })
      .getByRole('button', { name: 'Start a run' })
      .click()
    await page.waitForURL(/#\/runs\?over=selection/)
    expect(await newRun().getByRole('combobox', { name: 'Over' }).inputValue()).toBe('selection')
    await newRun()
      .getByRole('group', { name: 'Method 1' })
      .getByRole('combobox', { name: 'Method' })
      .selectOption('grad-cam')
    // Two of the three have a map of the very same question.
    await newRun()
      .getByText(/from 4 maps of run 1/)
      .waitFor()
    await newRun().getByText('1 map', { exact: true }).waitFor()
    await newRun()
      .getByText(/forward pass/)
      .waitFor()
  })

  it(
    'two methods start at once over the selection, and both are done',
    async () => {
      await newRun().getByRole('spinbutton', { name: 'Seed', exact: true }).fill('3')
      await newRun().getByRole('spinbutton', { name: 'Seed', exact: true }).press('Enter')
      await newRun().getByRole('button', { name: 'Add a method' }).click()
      await newRun()
        .getByRole('group', { name: 'Method 2' })
        .getByRole('combobox', { name: 'Method' })
        .selectOption('input-x-gradient')
      await newRun().getByText('6 maps', { exact: true }).waitFor()
      await newRun().getByRole('button', { name: 'Start 2 runs' }).click()
      await runButton(/^2\. .*done.*3 of 3/).waitFor({ timeout: LIMIT_MS })
      await runButton(/^3\. .*done.*3 of 3/).waitFor({ timeout: LIMIT_MS })
      await served.screenshot('runs-two-methods')
    },
    LIMIT_MS,
  )

  it('a run shows what decides its maps, and its log', async () => {
    await runButton(/^2\. /).click()
    await page.getByRole('region', { name: 'Log' }).getByText('finished').first().waitFor()
    await page.getByText('The same on the command line').waitFor()
    await page
      .getByText(/Selvaraju/)
      .first()
      .waitFor()
  })

  it(
    'is scored with its controls beside it, and all scores stand in one table',
    async () => {
      const scores = page.getByRole('region', { name: 'Scores', exact: true })
      await scores.getByLabel('Average drop and increase', { exact: true }).check()
      await scores.getByLabel('Insertion and deletion', { exact: true }).check()
      await scores.getByRole('spinbutton', { name: 'Steps' }).fill('8')
      await scores.getByRole('spinbutton', { name: 'Steps' }).press('Tab')
      await scores
        .getByText(/Chattopadh/)
        .first()
        .waitFor()
      await scores.getByRole('button', { name: /^Score 3 maps with 2 metrics/ }).click()
      await scores.getByRole('rowheader', { name: /Average drop/ }).waitFor({ timeout: LIMIT_MS })
      await scores
        .getByRole('columnheader', { name: /Random/ })
        .first()
        .waitFor({ timeout: LIMIT_MS })
      await scores.getByRole('figure', { name: /Insertion and deletion/ }).waitFor({ timeout: LIMIT_MS })
      await served.screenshot('runs-scores')
      await page.getByRole('button', { name: 'All scores' }).click()
      const table = page.getByRole('region', { name: 'Scores of all runs' })
      await table
        .getByRole('columnheader', { name: /Average drop lower is better|Average drop.*is better/ })
        .waitFor()
      expect(await table.locator('tr.control').count()).toBe(2)
      await served.screenshot('runs-table')
    },
    LIMIT_MS,
  )

  it('two ticked runs go to the comparison', async () => {
    await page.getByLabel('Compare run 2', { exact: true }).check()
    await page.getByLabel('Compare run 3', { exact: true }).check()
    await page.getByRole('button', { name: 'Compare 2' }).click()
    await page.waitForURL(/#\/compare\?runs=2(,|%2C)3/)
    await page.goBack()
  })

  it('a deleted run comes back with its maps and scores', async () => {
    await runButton(/^2\. /).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect.poll(() => runButton(/^2\. /).count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await runButton(/^2\. .*3 of 3/).click()
    await page
      .getByRole('region', { name: 'Scores', exact: true })
      .getByRole('rowheader', { name: /Average drop/ })
      .waitFor()
  })

  it(
    'has nothing serious for axe with scores, curves and several methods, in either theme',
    async () => {
      await newRun()
        .getByRole('group', { name: 'Method 2' })
        .getByRole('combobox', { name: 'Method' })
        .selectOption('gradient-shap')
      await newRun()
        .getByRole('group', { name: 'Method 2' })
        .getByRole('combobox', { name: 'Background' })
        .selectOption('own')
      for (const view of ['runs?run=2', 'runs?view=scores']) {
        await goToScreen(page, view)
        await inBothThemes(page, async () => expect(await faults(page, { within: 'main' })).toEqual([]))
      }
      expect(served.complaints).toEqual([])
    },
    LIMIT_MS,
  )
})
