import { between, type UniformSource } from './draws.ts'
import { noise } from './noise.ts'

/** Distances of a field of cells (Worley 1996), as planes of size x size pixels. */
export interface CellularField {
  /** Distance in px to the wall between the two nearest cells, roughly: half the difference of the two distances. */
  readonly wall: Float32Array
  /** Half the difference in px between third nearest and nearest centre: small where three cells meet. */
  readonly corner: Float32Array
}

interface Lattice {
  readonly columns: number
  readonly x: Float32Array
  readonly y: Float32Array
}

/** One jittered centre per square of the lattice, with a margin of two squares round the tile. */
function jitteredLattice(rng: UniformSource, size: number, spacing: number): Lattice {
  const columns = Math.ceil(size / spacing) + 5
  const x = new Float32Array(columns * columns)
  const y = new Float32Array(columns * columns)
  for (let index = 0; index < x.length; index++) {
    x[index] = ((index % columns) - 2 + between(rng, 0.04, 0.96)) * spacing
    y[index] = (Math.floor(index / columns) - 2 + between(rng, 0.04, 0.96)) * spacing
  }
  return { columns, x, y }
}

/**
 * A field of irregular cells.
 * @param size    side of the tile in px
 * @param spacing mean distance of cell centres in px
 * @param warp    how far walls bend, in px
 */
export function cellularField(
  rng: UniformSource,
  size: number,
  { spacing, warp }: { spacing: number; warp: number },
): CellularField {
  const lattice = jitteredLattice(rng, size, spacing)
  const offset = between(rng, 0, 64)
  const scale = 1.2 / spacing
  const wall = new Float32Array(size * size)
  const corner = new Float32Array(size * size)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const warpedX = x + warp * noise(x * scale + offset, y * scale)
      const warpedY = y + warp * noise(x * scale, y * scale + offset + 31)
      writeDistances(lattice, spacing, warpedX, warpedY, y * size + x, wall, corner)
    }
  }
  return { wall, corner }
}

function writeDistances(
  lattice: Lattice,
  spacing: number,
  x: number,
  y: number,
  index: number,
  wall: Float32Array,
  corner: Float32Array,
): void {
  const { columns } = lattice
  const column = Math.min(columns - 2, Math.max(1, Math.floor(x / spacing) + 2))
  const row = Math.min(columns - 2, Math.max(1, Math.floor(y / spacing) + 2))
  let first = 1e9
  let second = 1e9
  let third = 1e9
  for (let r = row - 1; r <= row + 1; r++) {
    for (let c = column - 1; c <= column + 1; c++) {
      const dx = lattice.x[r * columns + c]! - x
      const dy = lattice.y[r * columns + c]! - y
      const square = dx * dx + dy * dy
      if (square < first) {
        third = second
        second = first
        first = square
      } else if (square < second) {
        third = second
        second = square
      } else if (square < third) third = square
    }
  }
  const nearest = Math.sqrt(first)
  wall[index] = (Math.sqrt(second) - nearest) / 2
  corner[index] = (Math.sqrt(third) - nearest) / 2
}
