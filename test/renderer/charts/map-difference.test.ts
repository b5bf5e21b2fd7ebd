import { describe, expect, it } from 'vitest'
import { differencePlane } from '../../../renderer/charts/map-difference.ts'

const plane = (...values: number[]) => ({
  values: Float32Array.from(values),
  width: values.length,
  height: 1,
})

describe('differencePlane(a, b, normalisation)', () => {
  it('subtracts raw values as they are', () => {
    expect(differencePlane(plane(4, 1), plane(1, 2), 'raw')?.values).toEqual(Float32Array.of(3, -1))
  })

  it('divides each by its largest magnitude first, also where that is below zero', () => {
    expect(differencePlane(plane(4, 2), plane(-10, 5), 'magnitude')?.values).toEqual(Float32Array.of(2, 0))
  })

  it('is nothing but zero between a map and its multiple', () => {
    expect(differencePlane(plane(1, -2), plane(8, -16), 'magnitude')?.values).toEqual(Float32Array.of(0, 0))
  })

  it('is null for maps of other sizes', () => {
    expect(differencePlane(plane(1, 2), plane(1), 'raw')).toBeNull()
  })
})
