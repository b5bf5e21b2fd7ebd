import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TrustReport } from '../../preload/contract/trust.ts'
import { startWorkbench, type TestWorkbench } from '../helpers/workbench.ts'
import { faults } from './accessible.ts'
import { copyRealTiles, describeRealWindow, storeRun } from './real-workspace.ts'
import { serveWindow, type ServedWindow } from './served-window.ts'

const LIMIT_MS = 400_000
const STEPS = 100

/** One tile of each class, and the first one's SISE map. */
function makeWorkspace(home: string): void {
  copyRealTiles(home, 1)
  storeRun(home, 'sise', 1)
}

/** The same tiles, model and map in a workbench of the test's own: what the engine says. */
async function askEngine(bench: TestWorkbench, home: string) {
  const { register } = bench.workbench.files
  const handle = (path: string, kind: 'file' | 'folder') =>
    register.call(bench.workbench.files, path, kind).id
  await bench.call('workspace.create', { file: handle(join(bench.folder, 'own.eosin'), 'file') })
  const added = await bench.call('datasets.add', { source: { file: handle(join(home, 'tiles'), 'folder') } })
  const datasetId = (await bench.finished(added.job)).result?.datasetId ?? 0
  const model = await bench.call('models.add', { source: { file: handle(join(home, 'HMT.h5'), 'file') } })
  const { ids } = await bench.call('samples.table', { datasetId, modelId: null })
  const place = { sampleId: ids[0]!, modelId: model.id }
  const explained = await bench.call('attributions.explain', { ...place, question: { method: 'sise' } })
  const mapId = (await bench.finished(explained.job)).result?.mapId ?? 0
  return { place, mapId }
}

describeRealWindow('the occlusion bench', () => {
  let served: ServedWindow
  let page: Page
  let bench: TestWorkbench
  let asked: Awaited<ReturnType<typeof askEngine>>
  beforeAll(async () => {
    served = await serveWindow({ arguments: ['--workspace', 'w.eosin'], prepare: makeWorkspace })
    page = served.page
    bench = startWorkbench()
    asked = await askEngine(bench, served.home)
  }, LIMIT_MS)
  afterAll(async () => {
    await served?.close()
    await bench?.close()
  })

  const button = (name: string | RegExp): Locator => page.getByRole('button', { name })
  const slider = (): Locator => page.getByRole('slider', { name: /^Share of pixels/ })

  /** Probabilities as the panel writes them, in the model's order. */
  const written = (): Promise<string[]> => page.locator('.bench tbody tr td:nth-of-type(2)').allInnerTexts()
  const asWritten = (values: Iterable<number>) => [...values].map((value) => value.toFixed(3))

  it(
    'shows at 42 % deleted what the engine says after 42 of 100 steps, and at 30 % inserted too',
    async () => {
      await page.getByRole('gridcell').first().focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(/map=\d+/, { timeout: LIMIT_MS })
      await button('Occlusion').click()
      await slider().and(page.locator(':enabled')).waitFor({ timeout: LIMIT_MS })
      const request = { mapId: asked.mapId, steps: STEPS, randomOrders: 0 }
      const { job } = await bench.call('probes.curves', request)
      await bench.finished(job!)
      const { curves } = await bench.call('probes.curves', request)
      await slider().focus()
      for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowRight')
      const at = (values: Float32Array, step: number) => asWritten(values.subarray(step * 8, step * 8 + 8))
      await expect.poll(written).toEqual(at(curves!.deletion, 42))
      for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowLeft')
      await page.getByRole('button', { name: 'Insert', exact: true }).click()
      await expect.poll(written).toEqual(at(curves!.insertion, 30))
      await page.getByText(`area ${curves!.areas.insertion.toFixed(3)}`).waitFor()
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
    },
    LIMIT_MS,
  )

  it('draws the removed pixels black, more of them the further the slider goes', async () => {
    const blackShare = () =>
      page.locator('.bench canvas').evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement
        const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
        let black = 0
        for (let at = 0; at < data.length; at += 4)
          if (data[at]! + data[at + 1]! + data[at + 2]! === 0) black++
        return (4 * black) / data.length
      })
    await expect.poll(blackShare).toBeCloseTo(0.3, 2)
    await slider().press('End')
    await expect.poll(blackShare).toBe(1)
    await slider().press('Home')
    await expect.poll(blackShare).toBeLessThan(0.01)
    await served.screenshot('occlusion-start')
  })

  it('fills a rectangle placed by keys, as the engine does', async () => {
    await button('Regions by hand').click()
    await button('Rectangle by keys').click()
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowUp', 'Shift+ArrowDown', 'Enter'])
      await page.keyboard.press(key)
    const [x, y, right, bottom] = [0.31, 0.33, 0.61, 0.65]
    const outline: [number, number][] = [[x, y], [right, y], [right, bottom], [x, bottom]] // prettier-ignore
    const region = { outline, fill: { kind: 'black' } as const }
    const { after } = await bench.call('probes.region', { ...asked.place, regions: [region] })
    await button('Remove region 1').waitFor()
    await expect.poll(written).toEqual(asWritten(after))
  })

  it('fills what the pointer goes around from another tile, and takes it back with Ctrl-Z', async () => {
    const before = await written()
    await page.getByLabel('Fill with').selectOption('Another tile')
    const surface = page.getByRole('application', { name: /draw around/ })
    const { x, y, width, height } = (await surface.boundingBox())!
    const go = (across: number, down: number) =>
      page.mouse.move(x + across * width, y + down * height, { steps: 5 })
    await go(0.5, 0.5)
    await page.mouse.down()
    for (const [across, down] of [[0.9, 0.5], [0.9, 0.9], [0.5, 0.9], [0.5, 0.52]] as const) await go(across, down) // prettier-ignore
    await page.mouse.up()
    await button('Remove region 2').waitFor()
    await expect.poll(written).not.toEqual(before)
    const sum = (await written()).reduce((total, text) => total + Number(text), 0)
    expect(sum).toBeCloseTo(1, 2)
    await served.screenshot('occlusion-region')
    await page.keyboard.press('Control+z')
    await expect.poll(written).toEqual(before)
    expect(await button('Remove region 2').count()).toBe(0)
  })

  it(
    'judges the map with the engine’s numbers, and has them after a reload',
    async () => {
      await button('By the map’s ranking').click()
      const checks = ['kept-confidence', 'runner-up', 'randomised-model'] as const
      const started = await bench.call('maps.trust', { mapId: asked.mapId, checks: [...checks] })
      await bench.finished(started.job)
      const report: TrustReport = await bench.call('maps.trustReport', { mapId: asked.mapId })
      const card = page.getByRole('region', { name: 'Can this map be trusted?' })
      await card.scrollIntoViewIfNeeded()
      const line = (title: string) => card.getByRole('listitem').filter({ hasText: title })
      // Quick checks start by themselves, and the curves may be there from the bench.
      await expect
        .poll(
          async () => {
            const check = card.getByRole('button', { name: 'Check', exact: true })
            if ((await check.count()) > 0) await check.click({ timeout: 2000 }).catch(() => {})
            return card.getByText('not checked', { exact: true }).count()
          },
          { timeout: LIMIT_MS, interval: 1000 },
        )
        .toBe(0)
      const known = report.rows.filter(({ check }) => check !== null && checks.some((id) => id === check))
      expect(known).toHaveLength(4)
      for (const { title, figure } of known) expect(await line(title).innerText()).toContain(figure)
      expect(await line('Sums to the model').innerText()).toContain('not promised')
      expect(await line('Its top pixels matter').innerText()).toMatch(/gap −?\d\.\d\d/)
      await served.screenshot('trust-card')
      await page.reload()
      await page.waitForURL(/map=\d+/)
      await card.getByText(/^ρ/).first().waitFor()
      expect(await card.getByText('not checked', { exact: true }).count()).toBe(0)
    },
    LIMIT_MS,
  )

  it(
    'has nothing that axe objects to, in either theme and size',
    async () => {
      await button('Occlusion').click()
      await slider().and(page.locator(':enabled')).waitFor()
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const viewport of [
          { width: 1280, height: 800 },
          { width: 1920, height: 1080 },
        ]) {
          await page.emulateMedia({ colorScheme })
          await page.setViewportSize(viewport)
          for (const way of ['By the map’s ranking', 'Regions by hand']) {
            await button(way).click()
            await page.locator('.bench tbody tr').first().waitFor()
            expect(await faults(page, { within: '.dock', onlySerious: false })).toEqual([])
            await served.screenshot(`occlusion-${way.slice(0, 2).trim()}-${colorScheme}-${viewport.width}`)
          }
          expect(await faults(page, { within: '[aria-labelledby=trust-title]', onlySerious: false })).toEqual(
            [],
          )
        }
      }
      expect(served.complaints).toEqual([])
    },
    LIMIT_MS,
  )
})
