import { WorkbenchError } from '#contract/errors.ts'

interface Size {
  readonly height: number
  readonly width: number
}

/**
 * Resizes a mask by its nearest pixel (half-pixel centres, as Pillow's NEAREST).
 * @param mask [from.height, from.width] row-major
 * @param from size of the mask in px
 * @param to   size of the answer in px, integers >= 1
 * @returns    new [to.height, to.width] of values of the mask
 * @throws     WorkbenchError `shape_mismatch` when mask.length is not from.height * from.width
 */
export function resizeNearest(mask: Uint8Array, from: Size, to: Size): Uint8Array {
  if (mask.length !== from.height * from.width) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: mask of ${mask.length} pixels, size ${from.height}x${from.width}`,
    )
  }
  const resized = new Uint8Array(to.height * to.width)
  for (let row = 0; row < to.height; row++) {
    const start = Math.floor(((row + 0.5) * from.height) / to.height) * from.width
    for (let column = 0; column < to.width; column++) {
      const source = start + Math.floor(((column + 0.5) * from.width) / to.width)
      resized[row * to.width + column] = mask[source]!
    }
  }
  return resized
}
