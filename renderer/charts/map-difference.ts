import type { Plane } from './map-raster.ts'

/** `magnitude`: each map over its largest magnitude, so that maps in other units can be set against each other. */
export type Normalisation = 'magnitude' | 'raw'

/** A - B, value by value; null where the maps are not of one size. Not a map that a method made: it is never stored. */
export function differencePlane(a: Plane, b: Plane, normalisation: Normalisation): Plane | null {
  if (a.width !== b.width || a.height !== b.height) return null
  const [overA, overB] = normalisation === 'raw' ? [1, 1] : [largestMagnitude(a), largestMagnitude(b)]
  const values = new Float32Array(a.values.length)
  for (let index = 0; index < values.length; index++) {
    values[index] = a.values[index]! / overA - b.values[index]! / overB
  }
  return { values, width: a.width, height: a.height }
}

function largestMagnitude({ values }: Plane): number {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  return largest === 0 ? 1 : largest
}
