import { describe, expect, it } from 'vitest'
import { countBeyond, poolRanges, rangeOf, scaleOf } from '../../../renderer/charts/map-scale.ts'

const own = { low: -1, high: 3 }
const base = { mode: 'map', own, signed: false, run: null, shared: null, fixed: { low: 0, high: 1 } } as const

describe('scaleOf(request)', () => {
  it('goes from least to greatest of an unsigned map, and symmetrically about zero of a signed one', () => {
    expect(scaleOf(base)).toEqual({ range: own, diverging: false, mode: 'map' })
    expect(scaleOf({ ...base, signed: true }).range).toEqual({ low: -3, high: 3 })
  })

  it('takes the range of the run, and falls back to the map’s own while there is none', () => {
    const run = { low: -7, high: 2 }
    expect(scaleOf({ ...base, mode: 'run', run })).toEqual({ range: run, diverging: false, mode: 'run' })
    expect(scaleOf({ ...base, mode: 'run', run, signed: true }).range).toEqual({ low: -7, high: 7 })
    expect(scaleOf({ ...base, mode: 'run' })).toEqual({ range: own, diverging: false, mode: 'map' })
  })

  it('gives every pane the same range and the same colours on one scale, signed as soon as one map is', () => {
    const unsigned = { own: { low: 0, high: 5 }, signed: false }
    const shared = poolRanges([unsigned, { own, signed: true }])
    const scales = [
      scaleOf({ ...base, ...unsigned, mode: 'shared', shared }),
      scaleOf({ ...base, signed: true, mode: 'shared', shared }),
    ]
    expect(scales).toEqual(
      [0, 1].map(() => ({ range: { low: -5, high: 5 }, diverging: true, mode: 'shared' })),
    )
    const plain = poolRanges([unsigned, { own: { low: 2, high: 9 }, signed: false }])
    expect(scaleOf({ ...base, mode: 'shared', shared: plain }).range).toEqual({ low: 0, high: 9 })
  })

  it('keeps a fixed scale as it was typed, also of a signed map, unless it is upside down', () => {
    const fixed = { low: -0.5, high: 2 }
    expect(scaleOf({ ...base, mode: 'fixed', fixed, signed: true })).toEqual({
      range: fixed,
      diverging: true,
      mode: 'fixed',
    })
    expect(scaleOf({ ...base, mode: 'fixed', fixed: { low: 2, high: 2 } }).mode).toBe('map')
  })
})

it('poolRanges(maps) has no range for no maps', () => {
  expect(poolRanges([])).toBeNull()
})

it('rangeOf(values) leaves NaN out, and is null where there is nothing', () => {
  expect([rangeOf(Float32Array.of(2, NaN, -4)), rangeOf(Float32Array.of(NaN)), rangeOf(new Float32Array(0))]).toEqual(
    [{ low: -4, high: 2 }, null, null],
  ) // prettier-ignore
})

it('countBeyond(values, range) counts what lies past each end, not on it', () => {
  expect(countBeyond(Float32Array.of(-2, -1, 0, 1, 2, 3), { low: -1, high: 1 })).toEqual({
    below: 1,
    above: 2,
  })
})
