import {
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
  symbolStar,
  symbolCross,
} from 'd3'

const SHAPES = [symbolCircle, symbolSquare, symbolDiamond, symbolTriangle, symbolCross, symbolStar] as const
const COLOURS = ['var(--ink)', 'var(--haematoxylin)', 'var(--mark)', 'var(--warning)', 'var(--good)', 'var(--eosin)'] // prettier-ignore

/** Outline of the mark of a run, about the origin: runs are told apart by shape, not by colour alone. */
export function runShape(index: number, area = 64): string {
  return symbol(SHAPES[index % SHAPES.length], area)() ?? ''
}

export function runColour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? 'var(--ink)'
}
