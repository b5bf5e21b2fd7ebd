import type { UniformSource } from './draws.ts'

/** A place on the tile in px; may lie a little outside. */
export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Throws darts and keeps those that stand at least `spacing` from all kept before.
 * @param size     side of the tile in px
 * @param margin   how far outside the tile points may lie, in px
 * @param count    stop after so many points
 * @param attempts stop after so many darts
 * @param accepts  refuses places that do not suit, such as those outside a region
 */
export function scatter(
  rng: UniformSource,
  options: {
    size: number
    margin: number
    spacing: number
    count: number
    attempts: number
    accepts?: (x: number, y: number) => boolean
  },
): Point[] {
  const { size, margin, spacing, count, attempts, accepts } = options
  const columns = Math.ceil((size + 2 * margin) / spacing) + 2
  const grid: Point[][] = Array.from({ length: columns * columns }, () => [])
  const points: Point[] = []
  for (let attempt = 0; attempt < attempts && points.length < count; attempt++) {
    const x = rng.uniform() * (size + 2 * margin) - margin
    const y = rng.uniform() * (size + 2 * margin) - margin
    if (accepts !== undefined && !accepts(x, y)) continue
    const cell = Math.floor((x + margin) / spacing) + 1 + columns * (Math.floor((y + margin) / spacing) + 1)
    if (isCrowded(grid, columns, cell, { x, y }, spacing)) continue
    const point = { x, y }
    grid[cell]!.push(point)
    points.push(point)
  }
  return points
}

function isCrowded(grid: Point[][], columns: number, cell: number, place: Point, spacing: number): boolean {
  for (let row = -1; row <= 1; row++) {
    for (let column = -1; column <= 1; column++) {
      for (const other of grid[cell + row * columns + column] ?? []) {
        const dx = other.x - place.x
        const dy = other.y - place.y
        if (dx * dx + dy * dy < spacing * spacing) return true
      }
    }
  }
  return false
}

/** Whether a place lies on the tile within a region (coverage above one half); places off the tile count as inside. */
export function liesWithin(region: Float32Array, size: number, x: number, y: number): boolean {
  const column = Math.floor(x)
  const row = Math.floor(y)
  if (column < 0 || row < 0 || column >= size || row >= size) return true
  return region[row * size + column]! > 0.5
}

/** Number of things for a tile of this size, given the number for 150 x 150 px. */
export function countForSize(size: number, countAt150: number): number {
  return Math.max(1, Math.round((countAt150 * size * size) / 22500))
}
