import { describe, expect, it } from 'vitest'
import { controlScores } from '../../../renderer/views/Runs/control-scores.ts'
import { metricTable, metricTableFile } from '../../../renderer/views/Runs/metric-table.ts'
import { curvesFile, curvesWithControls } from '../../../renderer/views/Runs/score-curves.ts'
import { METHODS, METRICS, RUN, SCORE } from './run-fixture.ts'

const runs = [
  { ...RUN, id: 3, method: 'random', params: {} },
  { ...RUN, id: 2, method: 'lime', params: {} },
  RUN,
  { ...RUN, id: 4 },
]
const drop = (value: number) => ({ averageDrop: { value, interval: null, count: 10 } })
const scores = [
  SCORE,
  { ...SCORE, id: 2, runId: 2, figures: drop(0.4) },
  { ...SCORE, id: 3, runId: 3, figures: drop(0.1) },
  {
    ...SCORE,
    id: 4,
    metric: 'road',
    params: {},
    figures: { roadAuc: { value: 1, interval: null, count: 3 } },
  },
]
const table = metricTable({ runs, scores, metrics: METRICS, methods: METHODS })

describe('metricTable(sources)', () => {
  it('has the scored runs as rows, controls last, and figures as columns in the registry’s order', () => {
    expect(table.rows.map(({ run, control }) => [run.id, control])).toEqual([
      [2, false],
      [1, false],
      [3, true],
    ])
    expect(table.groups.map(({ title, params }) => [title, params])).toEqual([
      ['ROAD', ''],
      ['Average drop and increase', 'fraction 0.9'],
    ])
    expect(table.rows.map(({ cells }) => cells.map((cell) => cell?.value ?? null))).toEqual([
      [null, 0.4, null],
      [1, 0.6, 0.2],
      [null, 0.1, null],
    ])
  })

  it('names the best of two runs or more, in the direction of the figure, controls aside', () => {
    expect(table.best).toEqual([null, 0.4, null])
  })

  it('keeps a metric that was asked with other parameters apart', () => {
    const other = { ...SCORE, id: 9, params: { fraction: 0.5 } }
    const both = metricTable({ runs, scores: [SCORE, other], metrics: METRICS, methods: METHODS })
    expect(both.groups.map(({ params }) => params)).toEqual(['fraction 0.5', 'fraction 0.9'])
  })

  it('metricTableFile gives a row for each run with the ends of the intervals', () => {
    const file = metricTableFile(table, METHODS)
    expect(file.columns.slice(0, 3)).toEqual(['run', 'method', 'ROAD: ROAD'])
    expect(file.rows[1]?.slice(0, 2)).toEqual([1, 'SISE, conv'])
    expect(file.rows[1]?.slice(6, 10)).toEqual([0.6, 0.5, 0.7, 10])
    expect(new Set(file.rows.map((row) => row.length))).toEqual(new Set([file.columns.length]))
  })
})

describe('controlScores(request)', () => {
  const request = { run: RUN, score: SCORE, runs, scores, methods: METHODS }
  it('finds the control that answers the same question by the same metric', () => {
    expect(controlScores(request).map(({ run, title }) => [run.id, title])).toEqual([[3, 'RANDOM']])
  })

  it('takes none of another target, or with other parameters', () => {
    const other = runs.map((run) => ({ ...run, target: { kind: 'true' as const } }))
    expect(controlScores({ ...request, runs: other })).toEqual([])
    expect(controlScores({ ...request, score: { ...SCORE, params: { fraction: 0.1 } } })).toEqual([])
  })
})

it('curvesWithControls(curves, controls) puts a control beside the series it has the x of', () => {
  const curves = {
    xTitle: 'Share',
    x: [0, 1],
    y: { randomDeletion: [1, 0] },
    standardErrors: { randomDeletion: [0.1, null] },
    sampleCount: 4,
  }
  const control = { run: RUN, title: 'Random', score: { ...SCORE, curves } }
  const lines = curvesWithControls(curves, [control])
  expect(lines.map(({ name }) => name)).toEqual(['random deletion', 'random deletion, random'])
  const other = { ...control, score: { ...SCORE, curves: { ...curves, x: [0, 0.5] } } }
  expect(curvesWithControls(curves, [other]).length).toBe(1)
  expect(curvesFile(curves, lines).rows[1]).toEqual([1, 0, null, 0, null])
})
