import { describe, expect, it } from 'vitest'
import {
  boxOutline,
  FIRST_BOX,
  intervalBox,
  outlinePath,
  steppedBox,
  withPoint,
} from '../../../renderer/views/Inspector/dock/occlusion-outline.ts'
import {
  confidentOther,
  explainedCurve,
  matchingNames,
  shiftRows,
} from '../../../renderer/views/Inspector/dock/occlusion-rows.ts'
import { layoutSignalChange } from '../../../renderer/views/Inspector/dock/occlusion-signal.ts'

describe('outlines', () => {
  it('withPoint holds points inside and leaves out those that say nothing more', () => {
    const outline = withPoint(withPoint([], 0.5, 0.5), 1.7, -0.2)
    expect(outline).toEqual([
      [0.5, 0.5],
      [1, 0],
    ])
    expect(withPoint(outline, 0.9995, 0.0005)).toBe(outline)
  })

  it('steppedBox moves by arrow keys, resizes with Shift, and never leaves the tile', () => {
    const move = { resize: false, step: 0.02 }
    expect(steppedBox(FIRST_BOX, 'ArrowLeft', move)?.x).toBeCloseTo(0.33, 12)
    expect(steppedBox(FIRST_BOX, 'a', move)).toBeNull()
    let box = FIRST_BOX
    for (let press = 0; press < 200; press++) {
      box = steppedBox(box, press % 2 === 0 ? 'ArrowDown' : 'ArrowRight', {
        resize: press > 100,
        step: 0.05,
      })!
    }
    for (const [x, y] of boxOutline(box)) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(Math.max(x, y)).toBeLessThanOrEqual(1 + 1e-12)
    }
    for (let press = 0; press < 100; press++) box = steppedBox(box, 'ArrowUp', { resize: true, step: 0.05 })!
    expect(box.height).toBeGreaterThan(0)
  })

  it('intervalBox takes its ends in either order', () => {
    expect(intervalBox(0.75, -1)).toEqual({ x: 0, y: 0, width: 0.75, height: 1 })
  })

  it('outlinePath closes what it draws, and draws nothing of nothing', () => {
    expect([outlinePath([]), outlinePath(boxOutline(intervalBox(0, 1)))]).toEqual(['', 'M0,0L1,0L1,1L0,1Z'])
  })
})

describe('shiftRows(before, after, chosen)', () => {
  it('keeps the model’s order where all fit', () => {
    const { rows, left } = shiftRows([0.9, 0.1], [0.25, 0.75], 0)
    expect([rows.map(({ index }) => index), rows[0]?.change, left]).toEqual([[0, 1], -0.65, 0])
  })

  it('leaves out the least probable of a thousand, never the explained one', () => {
    const before = Float32Array.from({ length: 1000 }, (_, index) => (index === 700 ? 0.9 : 0.0001))
    const after = Float32Array.from({ length: 1000 }, (_, index) => (index === 300 ? 0.8 : 0.0001))
    const { rows, left } = shiftRows(before, after, 999)
    expect(rows.length + left).toBe(1000)
    for (const index of [300, 700, 999]) expect(rows.some((row) => row.index === index)).toBe(true)
  })
})

describe('confidentOther(table, predicted)', () => {
  const table = {
    ids: Int32Array.from([11, 12, 13, 14]),
    predicted: Int16Array.from([0, 1, 1, -1]),
    confidence: Float32Array.from([0.99, 0.6, 0.8, NaN]),
    problem: new Uint8Array(4),
  }
  it('is the surest of another class, and none where there is none', () => {
    expect([confidentOther(table, 0), confidentOther(table, 1)]).toEqual([13, 11])
    expect(confidentOther({ ...table, problem: new Uint8Array(4).fill(1) }, 0)).toBeNull()
  })
})

describe('matchingNames, explainedCurve, layoutSignalChange', () => {
  it('finds names by any of their letters, whatever their case', () => {
    expect(matchingNames(['01_TUMOR/a.tif', '02_STROMA/b.tif', '01_TUMOR/c.tif'], ' tumor ')).toEqual([0, 2])
    expect(matchingNames(Array(50).fill('x'), '')).toHaveLength(12)
  })

  it('takes the contrasted class away', () => {
    const values = Float32Array.from([0.5, 0.25, 0.25, 0.75, 0.25, 0])
    expect([...explainedCurve(values, { classCount: 3, targetClass: 0, versus: null })]).toEqual([0.5, 0.75])
    expect([...explainedCurve(values, { classCount: 3, targetClass: 0, versus: 1 })]).toEqual([0.25, 0.5])
  })

  it('draws both signals on one scale, flat ones too', () => {
    const { before, after, zero } = layoutSignalChange(Float32Array.from([-1, 1]), new Float32Array(2), {
      width: 100,
      height: 112,
    })
    expect([before, after, zero]).toEqual(['M25,106L75,6', 'M25,56L75,56', 56])
    const flat = layoutSignalChange(new Float32Array(2), new Float32Array(2), { width: 10, height: 20 })
    expect(flat.before).not.toContain('NaN')
  })
})
