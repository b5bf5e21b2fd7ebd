export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

type Size = Pick<Box, 'width' | 'height'>

/** Between the card and what it talks about, and between the card and the window's edge, px. */
const GAP_PX = 12
const EDGE_PX = 8

/**
 * Where a card stands beside its target: right, below, left or above it, the first that fits; the corner that covers the
 * least of it where none does. Without a target, the lower right corner.
 */
export function placeCard(target: Box | null, card: Size, view: Size): { x: number; y: number } {
  const corners = cornersOf(card, view)
  const last = { x: view.width - card.width - EDGE_PX, y: view.height - card.height - EDGE_PX }
  if (target === null) return last
  const x = clamp(target.x, EDGE_PX, last.x)
  const y = clamp(target.y, EDGE_PX, last.y)
  const sides = [
    { x: target.x + target.width + GAP_PX, y },
    { x, y: target.y + target.height + GAP_PX },
    { x: target.x - card.width - GAP_PX, y },
    { x, y: target.y - card.height - GAP_PX },
  ]
  const fits = (at: { x: number; y: number }) =>
    at.x >= EDGE_PX && at.y >= EDGE_PX && at.x <= last.x && at.y <= last.y
  const covered = (at: { x: number; y: number }) => overlap({ ...at, ...card }, target)
  return sides.find(fits) ?? corners.toSorted((a, b) => covered(a) - covered(b))[0] ?? last
}

function cornersOf(card: Size, view: Size): { x: number; y: number }[] {
  const right = view.width - card.width - EDGE_PX
  const bottom = view.height - card.height - EDGE_PX
  return [
    { x: right, y: bottom },
    { x: right, y: EDGE_PX },
    { x: EDGE_PX, y: bottom },
    { x: EDGE_PX, y: EDGE_PX },
  ]
}

/** Area that two boxes share, px². */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
