import type { Crypt } from './crypt.ts'
import { cosineTurns, sineTurns } from './deterministic-math.ts'
import { between, type Direction, type UniformSource } from './draws.ts'

/** One columnar cell of a crypt's wall. */
export interface CryptCell {
  /** Foot of the cell on the axis. */
  readonly x: number
  readonly y: number
  /** Outward. */
  readonly normal: Direction
  /** Width at the outer edge in px. */
  readonly width: number
}

/** Cells at uneven steps round the outline of the stadium. */
export function cellsAlong(rng: UniformSource, crypt: Crypt): CryptCell[] {
  const arc = 3.141592653589793 * crypt.radius
  const straight = 2 * crypt.half
  const perimeter = 2 * (arc + straight)
  const cells: CryptCell[] = []
  let position = between(rng, 0, 8)
  while (position < perimeter - 8) {
    const width = between(rng, 17, 29)
    cells.push({ ...footAt(crypt, position + width / 2, straight, arc), width })
    position += width
  }
  return cells
}

function footAt(crypt: Crypt, position: number, straight: number, arc: number): Omit<CryptCell, 'width'> {
  const { direction, half } = crypt
  const second = position >= straight + arc
  const local = second ? position - straight - arc : position
  const side = second ? -1 : 1
  const onArc = local > straight
  const turns = onArc ? 0.25 - ((local - straight) / arc) * 0.5 : 0.25
  const u = side * (onArc ? half : local - half)
  const cosine = side * cosineTurns(turns)
  const sine = side * sineTurns(turns)
  return {
    x: crypt.x + u * direction.x,
    y: crypt.y + u * direction.y,
    normal: { x: cosine * direction.x - sine * direction.y, y: cosine * direction.y + sine * direction.x },
  }
}
