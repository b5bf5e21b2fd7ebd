import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compareMaps } from '../../main/metrics/similarity/compare-maps.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { faults, inBothThemes } from './accessible.ts'
import { copyRealTiles, describeRealWindow, storeRun } from './real-workspace.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'

const LIMIT_MS = 300_000
/** Others may keep the machine busy. */
const WAIT = { timeout: 20_000 }
const METHODS = ['sise', 'grad-cam', 'saliency']
/** Tiles are 150 px wide, maps 224. */
const MAP_PER_TILE = 224 / 150

describeRealWindow('the inspector on real tiles', () => {
  let served: ServedWindow
  let page: Page
  let maps: Map<string, { id: number; values: Float32Array }>
  beforeAll(async () => {
    served = await serveWindow({ prepare, arguments: ['--workspace', 'w.eosin'] })
    page = served.page
    maps = storedMaps(join(served.home, 'w.eosin'))
    await page.evaluate(() => localStorage.setItem('eosin-tour', 'seen'))
  }, LIMIT_MS)
  afterAll(async () => {
    await served?.close()
  })

  const pane = (name: string): Locator => page.getByRole('region', { name })
  const idOf = (method: string) => maps.get(method)!.id
  const open = async (hash: string): Promise<void> => {
    await page.evaluate((place) => (location.hash = place), hash)
  }
  const headings = (): Promise<string[]> => page.locator('.panes h3').allTextContents()
  /** Value and place of the cross-hair in a pane. */
  const reading = async (name: string): Promise<{ value: number; pixel: number }> => {
    const text = (await pane(name).locator('output').innerText()).replace('−', '-')
    const [, value, x, y] = /^([+-]?[\d.e-]+)\s+(\d+), (\d+)$/.exec(text)!
    const along = (place: string) => Math.floor((Number(place) + 0.5) * MAP_PER_TILE)
    return { value: Number(value), pixel: along(y!) * 224 + along(x!) }
  }

  it('shows three maps side by side, linked by a cross-hair with each map’s own raw value', async () => {
    await open(`#/inspect/1?map=${idOf('sise')}`)
    await pane('SISE').waitFor()
    await page.getByRole('button', { name: /^Show Grad-CAM.* beside$/ }).click()
    await page.getByRole('button', { name: /^Saliency/ }).click({ modifiers: ['Shift'] })
    await pane('Saliency, map 3').waitFor()
    expect(await headings()).toEqual(['Tile', 'SISE', 'Grad-CAM', 'Saliency'])
    expect(page.url()).toContain(`maps=${METHODS.map(idOf).join(',')}&map=${idOf('saliency')}`)
    await pane('Tile').getByRole('application').focus()
    for (let step = 0; step < 7; step++) await page.keyboard.press('Shift+ArrowLeft')
    for (const [index, method] of METHODS.entries()) {
      const { value, pixel } = await reading(`${(await headings())[index + 1]}, map ${index + 1}`)
      expect(value).toBe(Number(maps.get(method)!.values[pixel]!.toPrecision(4)))
    }
    await served.screenshot('inspector-three')
  })

  it('puts them on one scale, on that of their run, and on a fixed one with its ends marked', async () => {
    const bars = () =>
        page.locator('.panes [role="img"]').evaluateAll((list) =>
          list.map((bar) => (bar.getAttribute('aria-label') ?? '').replaceAll(/ \([^)]*\)/g, '')),
        ) // prettier-ignore
    const scale = page.getByRole('combobox', { name: /^Scale/ })
    await scale.selectOption('shared')
    await expect.poll(async () => new Set(await bars()).size, WAIT).toBe(1)
    expect((await bars())[0]).toContain('shared by 3')
    await scale.selectOption('run')
    await expect.poll(async () => (await bars())[0], WAIT).toMatch(/run \d+, n = 2/)
    await scale.selectOption('fixed')
    await page.getByLabel('High end').fill('0.001')
    await expect.poll(async () => (await bars())[0], WAIT).toMatch(/pixels lie above the end of the scale/)
    await scale.selectOption('map')
  })

  it('shows only the top tenth of each map, from the keyboard', async () => {
    await page.getByRole('group', { name: 'Highlight the highest pixels' }).getByText('Off').focus()
    await page.keyboard.press('h')
    await expect.poll(() => opaqueShare(pane('SISE, map 1').locator('canvas')), WAIT).toBeGreaterThan(0.08)
    for (const name of ['SISE, map 1', 'Grad-CAM, map 2', 'Saliency, map 3']) {
      expect(await opaqueShare(pane(name).locator('canvas'))).toBeLessThan(0.13)
    }
    const slider = page.getByLabel('Top share of the pixels')
    await slider.fill('0.5')
    await expect.poll(() => opaqueShare(pane('SISE, map 1').locator('canvas')), WAIT).toBeGreaterThan(0.47)
    await served.screenshot('inspector-highlighted')
    await slider.fill('0.1')
    await page.keyboard.press('h')
  })

  it('says how much the maps agree, in the engine’s figures', async () => {
    await page.getByRole('button', { name: 'Agreement' }).click()
    const valuesOf = (method: string) => maps.get(method)!.values
    const pairs = [
      ['grad-cam', 'sise'],
      ['saliency', 'sise'],
      ['saliency', 'grad-cam'],
    ] as const
    const expected = pairs.map(([a, b]) => compareMaps(valuesOf(a), valuesOf(b), [224, 224, 1], 0.1))
    for (const [title, figure] of [
      ['Pixel order (Spearman)', 'spearman'],
      ['Top 10 % overlap (IoU)', 'topIou'],
      ['Look (SSIM)', 'ssim'],
    ] as const) {
      const cells = page.getByRole('table', { name: title }).locator('td.value')
      await expect
        .poll(async () => (await cells.allTextContents()).map((text) => text.trim().replace('−', '-')), WAIT)
        .toEqual(expected.map((likeness) => likeness[figure]!.toFixed(3)))
    }
    await served.screenshot('inspector-agreement')
  })

  it('draws the difference of two in a pane of its own, linked like the others', async () => {
    await page.getByRole('button', { name: 'Show the difference' }).click()
    const difference = pane('Difference 1 − 2')
    const note = difference.getByTitle('SISE minus Grad-CAM, each over its largest magnitude, not stored', {
      exact: true,
    })
    await note.waitFor({ state: 'attached' })
    await pane('Tile').getByRole('application').focus()
    await page.keyboard.press('Shift+ArrowDown')
    const { value, pixel } = await reading('Difference 1 − 2')
    const share = (method: string) => {
      const { values } = maps.get(method)!
      return values[pixel]! / values.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
    }
    expect(value).toBeCloseTo(share('sise') - share('grad-cam'), 3)
    await served.screenshot('inspector-difference')
    await page.reload()
    await difference.waitFor()
    await difference.getByRole('button', { name: 'Close Difference 1 − 2' }).click()
    await expect.poll(() => page.url(), WAIT).not.toContain('difference')
  })

  it('focuses, closes and adds panes from the keyboard, and brings them back by link', async () => {
    await page.keyboard.press('[')
    expect(page.url()).toContain(`&map=${idOf('grad-cam')}`)
    await page.keyboard.press('x')
    await expect.poll(headings, WAIT).toEqual(['Tile', 'SISE', 'Saliency'])
    const place = page.url().replace(/^[^#]*/, '')
    await open('#/tiles')
    await page.getByRole('gridcell').first().waitFor()
    await open(place)
    await expect.poll(headings, WAIT).toEqual(['Tile', 'SISE', 'Saliency'])
    expect(await page.locator('.panes section[aria-current="true"] h3').textContent()).toBe('Saliency')
    await page.reload()
    await expect.poll(headings, WAIT).toEqual(['Tile', 'SISE', 'Saliency'])
    await page.keyboard.press('j')
    await page.waitForURL(/#\/inspect\/2\?maps=\d+,\d+/)
    expect(await headings()).toEqual(['Tile', 'SISE', 'Saliency'])
  })

  it('zooms about the pointer, pinches faster, fits on a double click: all panes as one', async () => {
    const percent = async () => Number.parseInt((await page.locator('.percent').textContent()) ?? '', 10)
    const fitted = await percent()
    const box = (await pane('SISE, map 1').getByRole('application').boundingBox())!
    await page.mouse.move(box.x + box.width / 2 + 20, box.y + box.height / 2 - 30)
    // A picture that fits its pane stays in the middle of it; a larger one keeps the point under the pointer.
    await page.mouse.wheel(0, -300)
    await page.mouse.wheel(0, -300)
    await expect.poll(percent, WAIT).toBeGreaterThan(fitted * 2.5)
    const zoomed = await percent()
    const before = await pane('SISE, map 1').locator('output').innerText()
    await page.mouse.wheel(0, -300)
    await expect.poll(percent, WAIT).toBeGreaterThan(zoomed * 1.5)
    expect(await pane('SISE, map 1').locator('output').innerText()).toBe(before)
    await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2)
    await expect.poll(percent, WAIT).toBe(fitted)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -30)
    await page.keyboard.up('Control')
    await expect.poll(percent, WAIT).toBeGreaterThan(fitted * 1.25)
    await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2)
  })

  it(
    'asks why A and not B: in two clicks, swapped, and by a link that explains at once',
    async () => {
      const asking = (hasText: string) => page.locator('[data-tour="explain"] header', { hasText })
      await page.getByRole('button', { name: /^Stroma/ }).click()
      await page.getByRole('button', { name: 'and not Debris' }).click()
      await asking('why Stroma and not Debris').waitFor()
      await page.getByRole('button', { name: 'Swap', exact: true }).click()
      await asking('why Debris and not Stroma').waitFor()
      await open('#/inspect/2?target=3&versus=5')
      await asking('why Lympho and not Mucosa').waitFor()
      await open('#/inspect/2?method=grad-cam&target=0&versus=1&explain=1')
      const asked = page.locator('.panes .note', { hasText: 'why Tumor and not Stroma' })
      await asked.waitFor({ timeout: LIMIT_MS })
      await page.getByRole('button', { name: 'Swap', exact: true }).click()
      const count = (await headings()).length
      await page.getByRole('button', { name: 'Beside the others' }).click()
      await expect.poll(async () => (await headings()).length, { timeout: LIMIT_MS }).toBe(count + 1)
      await served.screenshot('inspector-contrast')
    },
    LIMIT_MS,
  )

  it('saves the picture of a pane and the raw values, and copies a link', async () => {
    await open(`#/inspect/1?map=${idOf('sise')}`)
    await pane('SISE').waitFor()
    const menu = pane('SISE').getByRole('button', { name: 'More on SISE' })
    for (const [item, ending] of [
      ['Save raw values (.npy)', 'npy'],
      ['Save picture (PNG)', 'png'],
    ] as const) {
      await menu.click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: item }).click()
      const saved = await download
      expect(saved.suggestedFilename()).toMatch(new RegExp(`sise-tumor\\.${ending}$`))
      await saved.saveAs(join(served.home, `saved.${ending}`))
    }
    const { readNpy } = await import('../../main/datasets/npy.ts')
    const { readFileSync } = await import('node:fs')
    const npy = readNpy(readFileSync(join(served.home, 'saved.npy')), 'saved.npy')
    expect(npy).toEqual({ shape: [224, 224], dtype: '<f4', data: maps.get('sise')!.values })
    expect(readFileSync(join(served.home, 'saved.png')).length).toBeGreaterThan(20_000)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await menu.click()
    await page.getByRole('menuitem', { name: 'Copy link to this view' }).click()
    await page.getByText('Link copied').waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/#/inspect/1\\?map=${idOf('sise')}$`))
  })

  it(
    'has nothing serious for axe with four panes, in either theme and at two sizes',
    async () => {
      await open(`#/inspect/1?maps=${METHODS.map(idOf).join(',')}&map=${idOf('sise')}&highlight=outline`)
      await pane('Saliency, map 3').waitFor()
      await page.getByRole('button', { name: 'Agreement' }).click()
      for (const size of [
        { width: 1280, height: 800 },
        { width: 1920, height: 1080 },
      ]) {
        await page.setViewportSize(size)
        await inBothThemes(page, async (theme) => {
          expect(await faults(page, { within: '.inspector' })).toEqual([])
          await served.screenshot(`inspector-panes-${theme}-${size.width}`)
        })
      }
      expect(served.complaints).toEqual([])
    },
    LIMIT_MS,
  )
})

/** A workspace of one tile a class, with the maps of three methods over the first two. */
function prepare(home: string): void {
  copyRealTiles(home, 1)
  for (const method of METHODS) storeRun(home, method, 2)
}

function storedMaps(file: string): Map<string, { id: number; values: Float32Array }> {
  const workspace = openWorkspace(file, { readonly: true })
  try {
    return new Map(
      workspace.maps.findFor(1).map(({ id, runId }) => {
        const { values } = workspace.maps.get(id)
        return [workspace.runs.get(runId).method, { id, values }]
      }),
    )
  } finally {
    workspace.close()
  }
}

/** Of the picture on a canvas: the share of the pixels that are not faded. */
function opaqueShare(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) return NaN
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height)
    let shown = 0
    let opaque = 0
    for (let at = 3; at < data.length; at += 4) {
      if (data[at]! > 0) shown++
      if (data[at]! > 200) opaque++
    }
    return opaque / shown
  })
}
