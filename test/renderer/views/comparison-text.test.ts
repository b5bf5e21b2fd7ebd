import { describe, expect, it } from 'vitest'
import {
  axisTexts,
  countsText,
  figureText,
  pText,
  runsFromQuery,
  sideTexts,
  signed,
  verdictOf,
} from '../../../renderer/views/Comparison/comparison-text.ts'
import { curvesBySeries } from '../../../renderer/views/Comparison/metric-curves.ts'

const pair = { runId: 2, n: 9, difference: 0.2, interval: [0.1, 0.3] as [number, number], higher: 6, equal: 1, lower: 2, wilcoxon: null } // prettier-ignore

describe('verdictOf(pair, better)', () => {
  it.each([
    ['higher', 'better'],
    ['lower', 'worse'],
    ['neither', 'higher'],
  ] as const)('where %s is better, a clear rise is %s', (better, verdict) => {
    expect(verdictOf(pair, better)).toBe(verdict)
  })

  it('is unclear where the interval holds zero, or is not known', () => {
    expect(verdictOf({ ...pair, interval: [-0.1, 0.3] }, 'higher')).toBe('unclear')
    expect(verdictOf({ ...pair, interval: null }, 'higher')).toBe('unclear')
  })
})

it('countsText(pair, better) names the larger side first, and says what is equal', () => {
  expect([countsText(pair, 'lower'), countsText(pair, 'neither')]).toEqual([
    '6 worse, 2 better, 1 equal',
    '6 higher, 2 lower, 1 equal',
  ])
})

it('runsFromQuery(text) takes different whole numbers, six at most', () => {
  expect([runsFromQuery('3,5,3,x,-1,0'), runsFromQuery('1,2,3,4,5,6,7'), runsFromQuery(undefined)]).toEqual([
    [3, 5],
    [1, 2, 3, 4, 5, 6],
    [],
  ])
})

it('figureText(value) and signed(value) keep digits that tell small figures apart', () => {
  expect([0.5, 0.0267, -0.00525, 0.000386, 1234.5, 0, null, NaN].map(figureText)).toEqual([
    '0.500', '0.0267', '−0.0053', '0.00039', '1234.5', '0', '–', '–',
  ]) // prettier-ignore
  expect([0.02, -0.02, 0].map(signed)).toEqual(['+0.0200', '−0.0200', '0'])
})

it('countsText(pair, better) of pairs that are all equal says just that', () => {
  expect(countsText({ ...pair, higher: 0, lower: 0, equal: 9 }, 'higher')).toBe('equal on all 9')
})

it('pText(p) does not pretend to more digits than matter', () => {
  expect([pText(0.03217), pText(3e-9)]).toEqual(['0.032', '< 0.0001'])
})

describe('curvesBySeries(curves, names)', () => {
  const curves = (x: number[], more: Record<string, number[]> = {}) => ({
    xTitle: 'share of pixels',
    x,
    y: { insertion: [0, 1], ...more },
    standardErrors: { insertion: [0, 0] },
    sampleCount: 4,
  })

  it('lays the random order behind the runs', () => {
    const found = curvesBySeries([curves([0, 1], { randomInsertion: [0, 0.5] }), curves([0, 1])], ['A', 'B'])
    expect(found?.series.map(({ title }) => title)).toEqual(['Insertion'])
    expect(found?.series[0]?.curves.map(({ name, quiet }) => [name, quiet === true])).toEqual([
      ['A', false],
      ['B', false],
      ['random order', true],
    ])
  })

  it('leaves out runs that were measured at other places, and says so', () => {
    const found = curvesBySeries([curves([0, 1]), curves([0, 2]), null], ['A', 'B', 'C'])
    expect([found?.names, found?.leftOut]).toEqual([['A'], ['B']])
  })
})

it('sideTexts(better, other) and axisTexts(better) say on which side of A the better run lies', () => {
  expect([sideTexts('higher', 'B').above, sideTexts('lower', 'B').above]).toEqual(['B better', 'A better'])
  expect([axisTexts('higher').right, axisTexts('lower').right]).toEqual(['better than A', 'worse than A'])
  expect([sideTexts('neither', 'B').below, axisTexts('neither').left]).toEqual(['A higher', 'lower than A'])
})
