import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/** Opens the menu of a figure with the keyboard and chooses from it. */
export async function fromFigureMenu(page: Page, figure: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Copy or save: ${figure}` }).focus()
  await page.keyboard.press('Enter')
  const wanted = page.getByRole('menuitem', { name: item })
  await wanted.waitFor()
  for (
    let step = 0;
    step < 6 && !(await wanted.evaluate((node) => node === document.activeElement));
    step++
  ) {
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
}

export interface SavedFigure {
  readonly name: string
  readonly bytes: Buffer
}

export async function savedFigure(page: Page, figure: string, item: string): Promise<SavedFigure> {
  const [download] = await Promise.all([page.waitForEvent('download'), fromFigureMenu(page, figure, item)])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

/** Rows of a CSV file whose cells need no quotes, by column. */
export function csvRows(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split('\r\n')
  const columns = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [columns[at] ?? '', cell])))
}
