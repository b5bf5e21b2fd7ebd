import type { ComparedFigure, PairedDifference } from '#contract/comparison.ts'
import type { Run } from '#contract/attributions.ts'
import { formatValue } from '../../components/format.ts'

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
  return value === null ? '–' : formatValue(Number(value.toPrecision(3)), true)
}

/** `< 0.0001`, `0.032`. */
export function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : String(Number(p.toPrecision(2)))
}

/** `better on 310, alike on 2, worse on 184`; where no side is better, higher and lower. */
export function countsText(pair: PairedDifference, better: ComparedFigure['better']): string {
  const [up, down] =
    better === 'neither'
      ? ['higher', 'lower']
      : better === 'higher'
        ? ['better', 'worse']
        : ['worse', 'better']
  const sides = [
    { name: up, count: pair.higher },
    { name: down, count: pair.lower },
  ].toSorted((a, b) => b.count - a.count)
  const alike = pair.equal === 0 ? [] : [`equal on ${pair.equal}`]
  return [...sides.map(({ name, count }) => `${name} on ${count}`), ...alike].join(', ')
}

/** `2.4e-3`-like figures of different sizes, all with three digits. */
export function figureText(value: number | null): string {
  return value === null ? '–' : formatValue(Number(value.toPrecision(3)))
}

/** Whether two runs can be laid over each other at all. */
export function comparable(a: Pick<Run, 'datasetId'>, b: Pick<Run, 'datasetId'>): boolean {
  return a.datasetId === b.datasetId
}
