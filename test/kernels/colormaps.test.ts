import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COLORMAP_IDS, colourMap, colourRange, overlay, parseColormap } from '../../main/kernels/colormaps.ts'
import { reference } from './reference.ts'

const load = (id: string) =>
  parseColormap(
    JSON.parse(readFileSync(new URL(`../../resources/colormaps/${id}.json`, import.meta.url), 'utf8')),
  )

describe('colour maps', () => {
  it.each(COLORMAP_IDS)('%s has 256 colours under its own name', (id) => {
    const colormap = load(id)
    expect(colormap.id).toBe(id)
    expect(colormap.rgb.length).toBe(768)
  })

  it.each([
    ['jet', 'jet'],
    ['viridis', 'viridis'],
    ['cividis', 'cividis'],
    ['red-blue', 'RdBu_r'],
  ])('colourMap in %s takes the colours of matplotlib', (id, name) => {
    const rgba = colourMap(Float32Array.of(0, 0.2, 0.4999, 0.5, 0.9, 1), load(id), { low: 0, high: 1 })
    const rgb = Array.from({ length: 6 }, (_, index) => [...rgba.subarray(index * 4, index * 4 + 3)])
    expect(rgb).toEqual(reference.colours[name])
  })

  it('colourMap clamps, leaves NaN transparent, and takes the middle where the range has no width', () => {
    const jet = load('jet')
    const rgba = colourMap(Float32Array.of(-9, 9, NaN), jet, { low: 0, high: 1 })
    expect([...rgba.subarray(0, 8)]).toEqual([0, 0, 127, 255, 127, 0, 0, 255])
    expect([...rgba.subarray(8)]).toEqual([0, 0, 0, 0])
    expect([...colourMap(Float32Array.of(3), jet, { low: 3, high: 3 })]).toEqual([
      ...jet.rgb.subarray(384, 387),
      255,
    ])
  })

  it('colourRange(map, kind) is symmetric for a diverging map and skips what is not finite', () => {
    const map = Float32Array.of(-1, 3, NaN, Infinity)
    expect(colourRange(map, 'sequential')).toEqual({ low: -1, high: 3 })
    expect(colourRange(map, 'diverging')).toEqual({ low: -3, high: 3 })
    expect(colourRange(Float32Array.of(NaN), 'sequential')).toEqual({ low: 0, high: 0 })
  })

  it('overlay(rgb, rgba, opacity) mixes by opacity and alpha', () => {
    const rgba = Uint8ClampedArray.of(200, 0, 0, 255, 9, 9, 9, 0)
    expect([...overlay(Uint8Array.of(0, 100, 0, 7, 7, 7), rgba, 0.5)]).toEqual([100, 50, 0, 7, 7, 7])
    expect(() => overlay(new Uint8Array(3), rgba, 0.5)).toThrow(/shape mismatch/)
  })

  it.each([null, {}, { id: 'x', title: 'x', kind: 'sequential', colours: '00' }])(
    'parseColormap(%j) is refused',
    (file) => {
      expect(() => parseColormap(file)).toThrow(/corrupt colour map/)
    },
  )
})
