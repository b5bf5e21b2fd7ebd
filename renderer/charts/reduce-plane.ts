import type { Plane } from './map-raster.ts'

/** A smaller plane for a thumbnail: means over square blocks, so that no side is longer than `longest`. */
export function reducePlane(plane: Plane, longest: number): Plane {
  const factor = Math.ceil(Math.max(plane.width, plane.height) / longest)
  if (factor <= 1) return plane
  const width = Math.ceil(plane.width / factor)
  const height = Math.ceil(plane.height / factor)
  const values = new Float32Array(width * height)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++)
      values[row * width + column] = blockMean(plane, row, column, factor)
  }
  return { values, width, height }
}

/** Blocks at the lower and right edges may be smaller. */
function blockMean(plane: Plane, row: number, column: number, factor: number): number {
  const bottom = Math.min(plane.height, (row + 1) * factor)
  const right = Math.min(plane.width, (column + 1) * factor)
  let sum = 0
  for (let y = row * factor; y < bottom; y++) {
    for (let x = column * factor; x < right; x++) sum += plane.values[y * plane.width + x]!
  }
  return sum / ((bottom - row * factor) * (right - column * factor))
}
