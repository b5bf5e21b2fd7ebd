import { describe, expect, it } from 'vitest'
import { checkedRows } from '../../main/metrics/trust/checked-rows.ts'
import { mapFacts, type MapFacts } from '../../main/metrics/trust/facts.ts'
import { recordedRows } from '../../main/metrics/trust/recorded-rows.ts'
import { THRESHOLDS } from '../../main/metrics/trust/thresholds.ts'
import {
  reachOf,
  verdictAgainstRandom,
  verdictBelow,
  verdictOnSum,
  verdictUpTo,
} from '../../main/metrics/trust/verdicts.ts'

const facts: MapFacts = {
  minimum: -2,
  maximum: 1,
  degenerate: null,
  additivity: null,
  standardError: null,
  sumError: null,
}
const sum = (residual: number, promised: number, sumError: number | null = null) =>
  verdictOnSum({
    additivity: { promised, residual, relative: promised === 0 ? null : Math.abs(residual / promised) },
    sumError,
  })

describe('verdicts', () => {
  it('verdictUpTo and verdictBelow differ at the marks only', () => {
    const marks = { pass: 0.3, warn: 0.6 }
    expect([0.1, 0.3, 0.4, 0.6, 0.7].map((value) => verdictUpTo(value, marks))).toEqual([
      'pass',
      'pass',
      'warn',
      'warn',
      'fail',
    ])
    expect([-1, 0.3, 0.6].map((value) => verdictBelow(value, marks))).toEqual(['pass', 'warn', 'fail'])
  })

  it('verdictAgainstRandom passes beyond the band on the good side and fails beyond it on the bad side', () => {
    const random = { mean: 0.5, low: 0.4, high: 0.6 }
    const lower = [0.3, 0.45, 0.55, 0.7].map((value) => verdictAgainstRandom(value, random, 'lower'))
    const higher = [0.3, 0.45, 0.55, 0.7].map((value) => verdictAgainstRandom(value, random, 'higher'))
    expect(lower).toEqual(['pass', 'warn', 'warn', 'fail'])
    expect(higher).toEqual(['fail', 'warn', 'warn', 'pass'])
  })

  it('verdictAgainstRandom takes a difference of less than 0.01 for none, however narrow the band', () => {
    const random = { mean: 0, low: 0, high: 0 }
    expect(verdictAgainstRandom(0, random, 'lower')).toBe('warn')
    expect(verdictAgainstRandom(0.009, random, 'lower')).toBe('warn')
    expect(verdictAgainstRandom(0.011, random, 'lower')).toBe('fail')
  })

  it('verdictOnSum holds the residual against what is promised, and forgives rounding and sampling', () => {
    expect([sum(0.005, 1), sum(0.03, 1), sum(-0.2, 1)]).toEqual(['pass', 'warn', 'fail'])
    expect([sum(5e-5, 1e-6), sum(0.2, 0)]).toEqual(['pass', 'fail'])
    expect([sum(0.2, 1, 0.11), sum(0.2, 1, 0.09)]).toEqual(['warn', 'fail'])
    expect(verdictOnSum({ additivity: null, sumError: null })).toBe('not-promised')
  })

  it('reachOf is the largest magnitude with signs and the span without', () => {
    expect(reachOf({ minimum: -2, maximum: 1 })).toBe(2)
    expect(reachOf({ minimum: 0.9, maximum: 1.4 })).toBeCloseTo(0.5, 12)
  })

  it('every pair of thresholds rises', () => {
    for (const marks of Object.values(THRESHOLDS))
      if ('pass' in marks) expect(marks.pass).toBeLessThan(marks.warn)
  })
})

describe('mapFacts', () => {
  const told = (details: Record<string, unknown>) =>
    mapFacts({ minimum: 0, maximum: 1, degenerate: null, details })

  it('finds what methods tell under their several names', () => {
    const additivity = { sum: 3, promised: 2, residual: 1, relative: 0.5 }
    expect(told({ additivity }).additivity).toEqual({ promised: 2, residual: 1, relative: 0.5 })
    expect(told({ conservation: { ...additivity, relative: null } }).additivity?.relative).toBeNull()
    expect(told({ standardError: { mean: 0.1, largest: 1, ofSum: 2 } })).toMatchObject({
      standardError: 0.1,
      sumError: 2,
    })
    expect(told({ meanStandardError: 0.2 })).toMatchObject({ standardError: 0.2, sumError: null })
  })

  it('takes nothing from details that are of another kind', () => {
    for (const value of [null, 'x', [1], NaN, { promised: '1', residual: NaN }]) {
      const found = told({ additivity: value, standardError: value })
      expect([found.additivity, found.standardError]).toEqual([null, null])
    }
  })
})

describe('rows', () => {
  const classes = { target: 2, runnerUp: 5 }
  const byId = (rows: readonly { id: string }[], id: string) => rows.find((row) => row.id === id)

  it('recordedRows states residual and error with what they are compared with', () => {
    const additivity = { promised: 4, residual: -0.1, relative: 0.025 }
    const rows = recordedRows({ ...facts, additivity, standardError: 0.05 }, 'Gradient SHAP')
    expect(byId(rows, 'additivity')).toMatchObject({ verdict: 'warn', value: -0.1, figure: '2.5 %' })
    expect(byId(rows, 'standard-error')).toMatchObject({ verdict: 'pass', value: 0.025, figure: '± 2.5 %' })
    expect(byId(rows, 'degenerate')).toBeUndefined()
  })

  it('recordedRows says what a method does not promise, and why a map says nothing', () => {
    const rows = recordedRows({ ...facts, degenerate: 'the map is constant' }, 'SISE')
    expect(byId(rows, 'degenerate')).toMatchObject({ verdict: 'fail', note: 'the map is constant' })
    expect(byId(rows, 'additivity')).toMatchObject({ verdict: 'not-promised', figure: 'not promised' })
    expect(byId(rows, 'standard-error')).toMatchObject({ verdict: 'not-promised' })
  })

  it('checkedRows leaves what was not asked unchecked, and says why a number does not exist', () => {
    const unchecked = checkedRows({}, classes)
    expect(unchecked.map(({ verdict }) => verdict)).toEqual(Array(6).fill('unchecked'))
    const rows = checkedRows(
      { 'runner-up': { values: { spearman: null }, reason: 'one is constant' } },
      classes,
    )
    expect(byId(rows, 'runner-up')).toMatchObject({
      verdict: 'undefined',
      note: 'one is constant',
      classIndex: 5,
    })
  })

  it('checkedRows turns areas into gaps whose sign is good above 0', () => {
    const values = {
      deletionAuc: 0.2,
      randomDeletionMean: 0.5,
      randomDeletionLow: 0.45,
      randomDeletionHigh: 0.55,
      insertionAuc: 0.3,
      randomInsertionMean: 0.5,
      randomInsertionLow: 0.45,
      randomInsertionHigh: 0.55,
    }
    const rows = checkedRows({ 'removal-order': { values, reason: null } }, classes)
    expect(byId(rows, 'deletion-gap')).toMatchObject({ verdict: 'pass', figure: 'gap 0.30' })
    expect(byId(rows, 'insertion-gap')).toMatchObject({ verdict: 'fail', figure: 'gap −0.20' })
  })
})
