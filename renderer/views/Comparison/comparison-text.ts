import type { ComparedFigure, PairedDifference } from '#contract/comparison.ts'
import type { Run } from '#contract/attributions.ts'
import { withDecimalMark } from '../../components/format.ts'

export const MOST_RUNS = 6

/** Runs are called by letters on this screen: `A` is the one that the others are held against. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index)
}

/** Runs that an address names, in its order: different ones, at most six. */
export function runsFromQuery(text: string | undefined): number[] {
  const ids = (text ?? '').split(',').map(Number)
  return [...new Set(ids.filter((id) => Number.isInteger(id) && id > 0))].slice(0, MOST_RUNS)
}

export type Verdict = 'better' | 'worse' | 'higher' | 'lower' | 'unclear'

/** A difference counts where its interval does not hold zero. */
export function verdictOf(pair: PairedDifference, better: ComparedFigure['better']): Verdict {
  const { difference, interval } = pair
  if (difference === null || interval === null || interval[0] * interval[1] <= 0) return 'unclear'
  const side = difference > 0 ? 'higher' : 'lower'
  if (better === 'neither') return side
  return side === better ? 'better' : 'worse'
}

export const VERDICT_TEXT: Readonly<Record<Verdict, string>> = {
  better: 'better',
  worse: 'worse',
  higher: 'higher',
  lower: 'lower',
  unclear: 'no clear difference',
}

export function signed(value: number | null): string {
  if (value === null || value === 0) return figureText(value)
  return `${value > 0 ? '+' : '−'}${figureText(Math.abs(value))}`
}

/** `< 0.0001`, `0.032`. */
export function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : String(Number(p.toPrecision(2)))
}

/** `310 better, 184 worse, 2 equal`; where no side is better, higher and lower. */
export function countsText(pair: PairedDifference, better: ComparedFigure['better']): string {
  if (pair.n > 0 && pair.equal === pair.n) return `equal on all ${pair.n}`
  const [up, down] =
    better === 'neither'
      ? ['higher', 'lower']
      : better === 'higher'
        ? ['better', 'worse']
        : ['worse', 'better']
  const sides = [
    { name: up, count: pair.higher },
    { name: down, count: pair.lower },
    { name: 'equal', count: pair.equal },
  ]
  const some = sides.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count)
  return some.map(({ name, count }) => `${count} ${name}`).join(', ')
}

type Better = ComparedFigure['better']

/** What lies on either side of the line on which two runs are alike: A along, the other run up. */
export function sideTexts(better: Better, other: string): { above: string; below: string } {
  if (better === 'neither') return { above: `${other} higher`, below: 'A higher' }
  return better === 'higher'
    ? { above: `${other} better`, below: 'A better' }
    : { above: 'A better', below: `${other} better` }
}

/** What the ends of an axis of differences to A mean. */
export function axisTexts(better: Better): { left: string; right: string } {
  if (better === 'neither') return { left: 'lower than A', right: 'higher than A' }
  return better === 'lower'
    ? { left: 'better than A', right: 'worse than A' }
    : { left: 'worse than A', right: 'better than A' }
}

/** As many decimals as make two to four digits: figures of one table stay comparable by eye. */
export function figureText(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–'
  const size = Math.abs(value)
  if (size === 0) return '0'
  const digits = size >= 1e4 || size < 1e-4 ? null : size >= 100 ? 1 : size >= 0.1 ? 3 : size >= 1e-3 ? 4 : 5
  const text = withDecimalMark(digits === null ? size.toExponential(1) : size.toFixed(digits))
  return value < 0 ? `−${text}` : text
}

/** What a run has for a setting, short enough for a table. */
export function traitText(words: string): string {
  if (words === 'no such parameter') return '–'
  return words === '' || words === '[]' ? 'default' : words
}

/** Whether two runs can be laid over each other at all. */
export function comparable(a: Pick<Run, 'datasetId'>, b: Pick<Run, 'datasetId'>): boolean {
  return a.datasetId === b.datasetId
}
