import type { TrustRow } from '#contract/trust.ts'
import type { MapFacts } from './facts.ts'
import { THRESHOLDS } from './thresholds.ts'
import { reachOf, verdictOnSum, verdictUpTo } from './verdicts.ts'

/** Rows that the map's own record answers. `methodTitle` is named where the method makes no claim. */
export function recordedRows(facts: MapFacts, methodTitle: string): TrustRow[] {
  return [...degenerateRow(facts), sumRow(facts, methodTitle), errorRow(facts, methodTitle)]
}

function degenerateRow({ degenerate }: MapFacts): TrustRow[] {
  if (degenerate === null) return []
  return [
    {
      id: 'degenerate',
      title: 'Says nothing',
      verdict: 'fail',
      value: null,
      figure: null,
      note: degenerate,
      meaning: 'A map without differences ranks no pixel above another: what is drawn of it is not evidence.',
      rule: 'fails where the map is constant, empty or not finite',
      source: 'By definition.',
      check: null,
      classIndex: null,
    },
  ]
}

function sumRow(facts: MapFacts, methodTitle: string): TrustRow {
  const { additivity } = facts
  const verdict = verdictOnSum(facts)
  const relative = additivity?.relative ?? null
  return {
    id: 'additivity',
    title: 'Sums to the model’s output',
    verdict,
    value: additivity?.residual ?? null,
    figure:
      additivity === null
        ? 'not promised'
        : relative === null
          ? `off by ${written(additivity.residual)}`
          : percent(relative),
    note:
      additivity === null
        ? `${methodTitle} makes no claim about its sum`
        : `off by ${written(additivity.residual)} of the ${written(additivity.promised)} that the score gained over the reference`,
    meaning:
      'What the values leave out or invent: their sum less what it should be, the score of the sample less that of the reference (of relevance methods, the score itself).',
    rule: `passes up to ${percent(THRESHOLDS.additivity.pass)} of what is promised (or ${THRESHOLDS.additivity.negligible}), fails above ${percent(THRESHOLDS.additivity.warn)} unless two standard errors of the sum explain it`,
    source: THRESHOLDS.additivity.source,
    check: null,
    classIndex: null,
  }
}

function errorRow(facts: MapFacts, methodTitle: string): TrustRow {
  const { standardError } = facts
  const reach = reachOf(facts)
  const share = standardError === null || !(reach > 0) ? null : standardError / reach
  return {
    id: 'standard-error',
    title: 'Repeats with another seed',
    verdict:
      standardError === null
        ? 'not-promised'
        : share === null
          ? 'undefined'
          : verdictUpTo(share, THRESHOLDS.standardError),
    value: share,
    figure: standardError === null ? 'not promised' : share === null ? null : `± ${percent(share)}`,
    note:
      standardError === null
        ? `${methodTitle} tells no standard error`
        : `mean standard error ${written(standardError)} of the map’s reach ${written(reach)}`,
    meaning:
      'How much the values would change if the method drew its samples anew: their mean Monte-Carlo standard error over the map’s largest value (without signs: over the span from its smallest to its largest).',
    rule: `passes up to ${percent(THRESHOLDS.standardError.pass)}, fails above ${percent(THRESHOLDS.standardError.warn)}`,
    source: THRESHOLDS.standardError.source,
    check: null,
    classIndex: null,
  }
}

export function percent(share: number): string {
  const value = 100 * share
  if (value !== 0 && Math.abs(value) < 0.01) return '< 0.01 %'
  return `${Number(value.toPrecision(value >= 10 ? 3 : 2))} %`
}

/** Three significant digits. */
export function written(value: number): string {
  const size = Math.abs(value)
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5) ? size.toExponential(1) : String(Number(size.toPrecision(3)))
  return (value < 0 ? '−' : '') + text
}
