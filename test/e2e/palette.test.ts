import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeBrowser } from '../helpers/chromium.ts'
import { faults, goToScreen } from './accessible.ts'
import { unreachableControls } from './reachable.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'
import { makeSmallWorkspace } from './small-workspace.ts'

const LIMIT_MS = 240_000

describeBrowser('the command palette', () => {
  let served: ServedWindow
  let page: Page
  let field: Locator
  let found: Locator
  beforeAll(async () => {
    served = await serveWindow({ prepare: makeSmallWorkspace, arguments: ['--workspace', 'small.eosin'] })
    page = served.page
    field = page.getByRole('combobox', { name: 'Search tiles, runs, commands' })
    found = page.getByRole('listbox', { name: 'Found' })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('gridcell').first().waitFor()
  }, LIMIT_MS)
  afterAll(async () => {
    await served?.close()
  })

  it('opens on Ctrl-K, finds a tile by its name and inspects it on Enter', async () => {
    await page.keyboard.press('Control+k')
    await field.waitFor()
    await field.fill('synthetic-00000')
    await page.keyboard.press('ArrowDown')
    const chosen = found.getByRole('option', { selected: true })
    expect(await field.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'))
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/inspect\/2\b/)
    expect(await field.isVisible()).toBe(false)
  })

  it('opens from the bar, is closed with Escape, and gives the focus back', async () => {
    const button = page.getByRole('button', { name: 'Search tiles, runs, commands' })
    await button.click()
    await field.waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => field.isVisible()).toBe(false)
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('filters tiles by a class, and Ctrl-Z takes the filter back', async () => {
    await page.keyboard.press('Control+k')
    await field.fill('tiles of')
    await found.getByRole('option').first().click()
    await page.waitForURL(/#\/tiles\?label=\d+/)
    await page.keyboard.press('Control+z')
    await expect.poll(() => page.url()).not.toContain('label=')
    await page.getByRole('status').getByText('Undone: changed the filter').waitFor()
  })

  it('gives a cleared selection back', async () => {
    const selected = () => page.getByRole('gridcell', { selected: true }).count()
    await page.getByRole('gridcell').first().focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await expect.poll(selected).toBe(2)
    await page.keyboard.press('Escape')
    await expect.poll(selected).toBe(0)
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(selected).toBe(2)
  })

  it('changes the theme, and offers what was used lately first', async () => {
    await page.keyboard.press('Control+k')
    await field.fill('dark')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    await page.keyboard.press('Control+k')
    expect(await found.getByRole('option').first().textContent()).toContain('Dark theme')
    await field.fill('light theme')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
  })

  it('goes to a run, and copies a link that leads back', async () => {
    await page.keyboard.press('Control+k')
    await field.fill('run 2 sal')
    await found.getByRole('option', { name: /^Run 2: / }).click()
    await page.waitForURL(/#\/runs\?run=2/)
    await page.keyboard.press('Control+k')
    await field.fill('copy link')
    await page.keyboard.press('Enter')
    await page.getByText(/^Copied the link to this view/).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
  })

  it('says so when nothing is found', async () => {
    await page.keyboard.press('Control+k')
    await field.fill('xyzzy')
    await page.getByText('Nothing is called “xyzzy”').waitFor()
    await page.keyboard.press('Escape')
  })

  it('has nothing serious for axe in either theme, nor has the list of keys', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.evaluate((theme) => (document.documentElement.dataset['theme'] = theme), colorScheme)
      await page.keyboard.press('Control+k')
      await field.fill('ru')
      expect(await faults(page)).toEqual([])
      await served.screenshot(`palette-${colorScheme}`)
      await page.keyboard.press('Escape')
      await field.waitFor({ state: 'hidden' })
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keys' }).waitFor()
      expect(await faults(page)).toEqual([])
      await page.keyboard.press('Escape')
    }
  })

  it(
    'at 200 % zoom no screen is wider than the window, and every control can be brought into sight',
    async () => {
      await page.setViewportSize({ width: 640, height: 400 })
      for (const screen of [
        'start',
        'tiles',
        'inspect/1',
        'evaluation',
        'runs',
        'compare?runs=1,2',
        'settings',
      ]) {
        await goToScreen(page, screen)
        const wide = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement
          const main = document.querySelector('main')
          return {
            page: scrollWidth - clientWidth,
            main: (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0),
          }
        })
        await served.screenshot(`zoomed-${screen.split(/[/?]/)[0]}`)
        expect([screen, wide.page <= 0, wide.main <= 2, await page.evaluate(unreachableControls)]).toEqual([
          screen,
          true,
          true,
          [],
        ])
      }
    },
    LIMIT_MS,
  )

  it('moves nothing by itself where reduced motion is wished for', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.keyboard.press('Control+k')
    await field.waitFor()
    // What lasts a hundredth of a millisecond is no movement, whatever progress it follows.
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter(
          ({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().duration !== 0.01,
        )
        .map(({ effect }) => (effect instanceof KeyframeEffect ? effect.target?.className : 'unknown')),
    )
    expect(moving).toEqual([])
    await page.keyboard.press('Escape')
    expect(served.complaints).toEqual([])
  })
})
