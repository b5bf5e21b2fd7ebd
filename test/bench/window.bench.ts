import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { chromiumPath } from '../helpers/chromium.ts'
import { openChromium, serveGallery, serveTiles } from './bench-page.ts'

/**
 * What a person waits for in the window, in Chromium without a graphics card. Figures are printed beside what is wanted; none
 * is asserted, since a busy machine says nothing of the program.
 */
function tell(what: string, figure: string, wanted: string): void {
  process.stdout.write(`${what}: ${figure} (wanted: ${wanted})\n`)
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`

async function measureStart(address: string): Promise<void> {
  const paints: number[] = []
  const tiles: number[] = []
  for (let visit = 0; visit < 3; visit++) {
    const { page, close } = await openChromium()
    await page.goto(address)
    await page.waitForFunction(() => document.querySelector('[role="gridcell"] img') !== null)
    const times = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      now: performance.now(),
    }))
    paints.push(times.paint)
    tiles.push(times.now)
    await close()
  }
  tell(
    'first paint after the address is opened',
    `${ms(median(paints))}, first tile by ${ms(median(tiles))}`,
    '< 1 s',
  )
}

/** From the click to the end of the frame in which the canvas was last drawn. */
async function measureMaps(page: Page): Promise<void> {
  await page.evaluate(() => (location.hash = '#/inspect/1'))
  const stored = page.locator('section', { hasText: 'Stored maps' }).locator('li > button:first-child')
  await stored.nth(1).waitFor()
  await page.evaluate(() => {
    const times = { clicked: 0, drawn: 0 }
    Reflect.set(window, 'benchTimes', times)
    addEventListener('click', () => Object.assign(times, { clicked: performance.now(), drawn: 0 }), true)
    const original = CanvasRenderingContext2D.prototype.drawImage
    CanvasRenderingContext2D.prototype.drawImage = function (
      this: CanvasRenderingContext2D,
      ...values: never[]
    ) {
      Reflect.apply(original, this, values)
      requestAnimationFrame(() => (times.drawn = performance.now()))
    }
  })
  const waits: number[] = []
  for (let turn = 0; turn < 12; turn++) {
    await stored.nth(turn % 2).click()
    await page.waitForTimeout(400)
    waits.push(
      await page.evaluate(() => {
        const times = Reflect.get(window, 'benchTimes') as { clicked: number; drawn: number }
        return times.drawn === 0 ? NaN : times.drawn - times.clicked
      }),
    )
  }
  const known = waits.filter((wait) => !Number.isNaN(wait))
  tell(
    'opening a stored map, click to drawn',
    `${ms(median(known))}, slowest of ${known.length} ${ms(Math.max(...known))}`,
    '< 100 ms',
  )
}

/** The slider is moved at every frame for two seconds, as a hand would. */
async function measureScrub(page: Page): Promise<void> {
  const slider = page.getByRole('slider', { name: /^Top/ })
  await slider.waitFor()
  const frames = await slider.evaluate(async (input: HTMLInputElement) => {
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
    const [low, high] = [Number(input.min), Number(input.max)]
    const times: number[] = []
    const start = performance.now()
    while (performance.now() - start < 2000) {
      times.push(await new Promise<number>(requestAnimationFrame))
      const share = 0.5 - 0.45 * Math.cos((times.length / 60) * Math.PI)
      set.call(input, String(low + share * (high - low)))
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
    return times
  })
  const steps = frames.slice(1).map((time, index) => time - (frames[index] ?? time))
  const rate = (1000 * steps.length) / steps.reduce((sum, step) => sum + step, 0)
  tell(
    'scrubbing the threshold',
    `${rate.toFixed(0)} frames a second, slowest frame ${ms(Math.max(...steps))}`,
    '60 a second',
  )
}

/** Scrolled fast for three seconds: the longest time that a place in the grid is without a cell, and without its picture. */
async function measureScroll(address: string): Promise<void> {
  const { page, close } = await openChromium()
  await page.goto(`${address}?samples=100000#/tiles`)
  await page.waitForFunction(() => document.querySelector('[role="gridcell"] img') !== null)
  const found = await page.evaluate(async () => {
    const scroller = document.querySelector('[role="grid"]')!.parentElement!
    const box = scroller.getBoundingClientRect()
    const places = Array.from({ length: 12 }, (_, i) => box.top + 20 + (i * (box.height - 40)) / 11)
    const isBlank = (y: number) => {
      const hits = document.elementsFromPoint(box.left + box.width / 2 - 20, y)
      // Between two rows there is the ground, which is no blank.
      const near = document.elementsFromPoint(box.left + box.width / 2 - 20, y + 16)
      return ![...hits, ...near].some((hit) => hit.closest('[role="gridcell"]') !== null)
    }
    let [blankSince, longest, last, slowest, count] = [0, 0, 0, 0, 0]
    const start = performance.now()
    while (performance.now() - start < 3000) {
      const now = await new Promise<number>(requestAnimationFrame)
      if (last > 0) slowest = Math.max(slowest, now - last)
      last = now
      count += 1
      const blank = places.some(isBlank)
      if (!blank) blankSince = 0
      else if (blankSince === 0) blankSince = now
      else longest = Math.max(longest, now - blankSince)
      scroller.scrollTop += 900
    }
    const stopped = performance.now()
    const pictured = () =>
      [...scroller.querySelectorAll('[role="gridcell"]')].every((cell) => cell.querySelector('img') !== null)
    while (!pictured() && performance.now() - stopped < 10_000) await new Promise(requestAnimationFrame)
    const rate = (1000 * count) / (stopped - start)
    return { longest, slowest, rate, pictures: performance.now() - stopped }
  })
  await close()
  tell(
    'scrolling 100 000 generated tiles (no program behind the window), 900 px a frame',
    `longest blank ${ms(found.longest)}, ${found.rate.toFixed(0)} frames a second, slowest frame ${ms(found.slowest)}, pictures ${ms(found.pictures)} after it stops`,
    'no blank > 100 ms',
  )
}

export async function measureWindow(): Promise<void> {
  if (chromiumPath === undefined) {
    process.stdout.write('the window: not measured (no Chromium or Chrome)\n')
    return
  }
  if (!existsSync(resolve(import.meta.dirname, '../../out/main/cli.js'))) {
    process.stdout.write('the window: not measured (npm run build comes first)\n')
    return
  }
  const served = await serveTiles()
  try {
    await measureStart(served.address)
    const { page, close } = await openChromium()
    await page.goto(served.address)
    await page.locator('[role="gridcell"] img').first().waitFor()
    await measureMaps(page)
    await measureScrub(page)
    await close()
  } finally {
    await served.close()
  }
  const gallery = await serveGallery()
  try {
    await measureScroll(gallery.address)
  } finally {
    await gallery.close()
  }
}

if (import.meta.main) {
  await measureWindow().catch((error: unknown) => {
    process.stdout.write(`the window: not measured (${String(error)})\n`)
  })
}
