import type { MetricSummary } from '#contract/evaluation.ts'

export type Direction = MetricSummary['figures'][number]['better']

/** Which way a figure is good. */
export function directionText(better: Direction): string {
  return better === 'neither' ? 'neither way is better' : `${better} is better`
}

/** The same in a column. */
export function directionWord(better: Direction): string {
  return better === 'neither' ? '-' : better
}

export function intervalText(interval: readonly [number, number] | null): string {
  return interval === null ? '-' : interval.map((end) => end.toFixed(4)).join(' to ')
}
