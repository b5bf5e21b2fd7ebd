import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Looks at the page in each theme, and leaves it in the light one. */
export async function inBothThemes(
  page: Page,
  look: (theme: 'light' | 'dark') => Promise<void>,
): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await look(theme)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Waits until two frames are drawn and no transition is under way: what moves for ever, as a bar of progress, may. */
export async function standsStill(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    return document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' || effect?.getComputedTiming().iterations === Infinity,
      )
  })
}

/** Goes to a screen by its address, and waits until what it asks for is there: its words have not changed for a while. */
export async function goToScreen(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#/${address}`)
  const screen = `#/${address.split('?')[0]}`
  await page.waitForFunction((start) => location.hash.startsWith(start), screen)
  await page.evaluate(async () => {
    const start = performance.now()
    let words = ''
    let since = start
    while (performance.now() - since < 300 && performance.now() - start < 20_000) {
      await new Promise(requestAnimationFrame)
      const now = document.querySelector('main')?.innerText ?? ''
      if (now !== words) since = performance.now()
      words = now
    }
  })
}

/** What axe finds wrong with the page, or with a part of it, once it stands still: rule and place of each. */
export async function faults(
  page: Page,
  { within, onlySerious = true }: { within?: string; onlySerious?: boolean } = {},
): Promise<string[]> {
  await standsStill(page)
  const axe = new AxeBuilder({ page })
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze()
  return violations
    .filter(({ impact }) => !onlySerious || impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`))
}
