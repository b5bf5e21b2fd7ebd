/**
 * Which pixels lie within an outline: those whose centre does, by the even-odd rule.
 * @param outline  points as shares of width and height, in order; closed by itself
 * @returns        new [H, W], 1 within and 0 elsewhere
 */
export function outlineMask(
  outline: readonly (readonly [number, number])[],
  { height, width }: { readonly height: number; readonly width: number },
): Uint8Array {
  const mask = new Uint8Array(height * width)
  for (let row = 0; row < height; row++) {
    const crossings = crossingsAt(outline, (row + 0.5) / height)
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      // The first and the last column whose centre (column + 0.5) / width lies between the two crossings.
      const first = Math.max(0, Math.ceil(crossings[pair]! * width - 0.5))
      const end = Math.min(width, Math.ceil(crossings[pair + 1]! * width - 0.5))
      if (end > first) mask.fill(1, row * width + first, row * width + end)
    }
  }
  return mask
}

/** Where the edges cross the height y, from left to right. An edge holds its upper end and not its lower one. */
function crossingsAt(outline: readonly (readonly [number, number])[], y: number): number[] {
  const crossings: number[] = []
  let [fromX, fromY] = outline.at(-1)!
  for (const [toX, toY] of outline) {
    if (fromY <= y !== toY <= y) crossings.push(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX))
    fromX = toX
    fromY = toY
  }
  return crossings.sort((a, b) => a - b)
}
