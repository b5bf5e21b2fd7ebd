import { describe, expect, it } from 'vitest'
import { reducePlane } from '../../../renderer/charts/reduce-plane.ts'

describe('reducePlane(plane, longest)', () => {
  it('leaves a plane that is small enough', () => {
    const plane = { values: Float32Array.of(1, 2), width: 2, height: 1 }
    expect(reducePlane(plane, 2)).toBe(plane)
  })
  it('takes means over blocks, smaller ones at the edges', () => {
    const plane = { values: Float32Array.of(1, 3, 10, 5, 7, 20, -1, -3, 30), width: 3, height: 3 }
    expect(reducePlane(plane, 2)).toEqual({ values: Float32Array.of(4, 15, -2, 30), width: 2, height: 2 })
  })
})
