/** A rectangle of pixels. */
export interface Block {
  readonly top: number
  readonly left: number
  readonly height: number
  readonly width: number
}

/**
 * The two halves of a block, cut across its longer side (across its height where both are equal); an odd side leaves the
 * larger half second. Null for a block that is not to be cut: its longer side is at most `smallest`.
 */
export function halves(block: Block, smallest: number): readonly [Block, Block] | null {
  const { top, left, height, width } = block
  const longer = Math.max(height, width)
  if (longer <= Math.max(1, smallest)) return null
  const first = Math.floor(longer / 2)
  return height >= width
    ? [
        { ...block, height: first },
        { ...block, top: top + first, height: height - first },
      ]
    : [
        { ...block, width: first },
        { ...block, left: left + first, width: width - first },
      ]
}

/** Number of blocks at the bottom of the hierarchy. */
export function leafCount(block: Block, smallest: number): number {
  const parts = halves(block, smallest)
  return parts === null ? 1 : leafCount(parts[0], smallest) + leafCount(parts[1], smallest)
}

/** Adds `amount`, shared equally, to the pixels of a block. */
export function addShared(block: Block, amount: number, out: Float64Array, width: number): void {
  const share = amount / (block.height * block.width)
  for (let y = block.top; y < block.top + block.height; y++)
    for (let x = block.left; x < block.left + block.width; x++) out[y * width + x]! += share
}

/** A set of blocks, as what was added to another set; null for none. */
export interface Present {
  readonly block: Block
  readonly others: Present | null
}

/** Writes a set of blocks as a mask, 1 inside. */
export function drawPresent(present: Present | null, out: Float32Array, width: number): void {
  out.fill(0)
  for (let rest = present; rest !== null; rest = rest.others) {
    const { top, left, height, width: blockWidth } = rest.block
    for (let y = top; y < top + height; y++) out.fill(1, y * width + left, y * width + left + blockWidth)
  }
}
