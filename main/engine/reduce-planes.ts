import type { Planes } from '#contract/inspection.ts'

interface Size {
  readonly height: number
  readonly width: number
}

/**
 * Planes small enough to be looked at: each value the mean over a square of the whole plane, so that no side is longer than
 * `longest`. Squares at the lower and right edges may be cut.
 * @param planes  count x [height, width], one after the other
 */
export function reducePlanes(planes: Float32Array, { height, width }: Size, longest: number): Planes {
  const reduction = Math.max(1, Math.ceil(Math.max(height, width) / longest))
  if (reduction === 1) return { height, width, reduction, values: planes }
  const small = { height: Math.ceil(height / reduction), width: Math.ceil(width / reduction) }
  const size = height * width
  const count = size === 0 ? 0 : planes.length / size
  const values = new Float32Array(count * small.height * small.width)
  for (let index = 0; index < count; index++) {
    const from = planes.subarray(index * size, (index + 1) * size)
    const into = values.subarray(index * small.height * small.width)
    addSquares(from, { height, width }, reduction, into)
  }
  return { ...small, reduction, values }
}

function addSquares(plane: Float32Array, { height, width }: Size, side: number, out: Float32Array): void {
  const columns = Math.ceil(width / side)
  for (let top = 0; top < height; top += side) {
    const bottom = Math.min(height, top + side)
    for (let left = 0; left < width; left += side) {
      const right = Math.min(width, left + side)
      let sum = 0
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += plane[y * width + x]!
      out[(top / side) * columns + left / side] = sum / ((bottom - top) * (right - left))
    }
  }
}
