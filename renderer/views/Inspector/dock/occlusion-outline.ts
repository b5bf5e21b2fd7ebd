import type { Outline } from '#contract/probing.ts'

/** A rectangle in shares of width and height. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Points nearer to each other than this say nothing more: half a pixel of a tile of 224. */
const NEAREST = 0.002
const MOST_POINTS = 3000
const SMALLEST_SIDE = 0.02
export const FIRST_BOX: Box = { x: 0.35, y: 0.35, width: 0.3, height: 0.3 }

/** The outline with a point more; the same one where that is too near to the last, or there are enough. */
export function withPoint(outline: Outline, x: number, y: number): Outline {
  const [lastX = -1, lastY = -1] = outline.at(-1) ?? []
  const [nextX, nextY] = [held(x, 0, 1), held(y, 0, 1)]
  if (Math.hypot(nextX - lastX, nextY - lastY) < NEAREST || outline.length >= MOST_POINTS) return outline
  return [...outline, [nextX, nextY]]
}

export function boxOutline({ x, y, width, height }: Box): Outline {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ]
}

/** Of a signal, the whole height between two positions. */
export function intervalBox(from: number, to: number): Box {
  const [start, end] = [held(Math.min(from, to), 0, 1), held(Math.max(from, to), 0, 1)]
  return { x: start, y: 0, width: end - start, height: 1 }
}

/** Moved by an arrow key, or with its lower right corner moved; held inside. */
export function steppedBox(
  box: Box,
  key: string,
  { resize, step }: { resize: boolean; step: number },
): Box | null {
  const [dx, dy] = DIRECTIONS[key] ?? []
  if (dx === undefined || dy === undefined) return null
  if (resize) {
    return {
      ...box,
      width: held(box.width + dx * step, SMALLEST_SIDE, 1 - box.x),
      height: held(box.height + dy * step, SMALLEST_SIDE, 1 - box.y),
    }
  }
  return {
    ...box,
    x: held(box.x + dx * step, 0, 1 - box.width),
    y: held(box.y + dy * step, 0, 1 - box.height),
  }
}

/** SVG path in a view box of 1 x 1. */
export function outlinePath(outline: Outline): string {
  return outline.length === 0 ? '' : `M${outline.map(([x, y]) => `${x},${y}`).join('L')}Z`
}

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

function held(value: number, low: number, high: number): number {
  return Math.min(Math.max(low, high), Math.max(low, value))
}
