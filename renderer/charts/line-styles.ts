/** Dashes, px, that are told apart without colour; the first is a whole line. */
const DASHES = [
  '',
  '7 3',
  '2 2',
  '9 2 2 2',
  '4 4',
  '12 3',
  '9 2 2 2 2 2',
  '1 3',
  '5 2 1 2',
  '14 3 4 3',
] as const

/** Of the curve of a class, the same in every chart and legend; after ten they begin again. */
export function dashOf(index: number): string {
  return DASHES[index % DASHES.length] ?? ''
}
