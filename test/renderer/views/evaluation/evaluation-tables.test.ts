import { expect, it } from 'vitest'
import { evaluateClassifier } from '../../../../main/metrics/classifier.ts'
import { ClassifierEvaluation } from '../../../../preload/contract/evaluation.ts'
import { filterFromQuery } from '../../../../renderer/state/tile-filter.ts'
import { parseRoute } from '../../../../renderer/state/route.ts'
import { binLink, cellLink, whyQuery } from '../../../../renderer/views/Evaluation/cell-links.ts'
import { confidentSamples } from '../../../../renderer/views/Evaluation/confident-samples.ts'
import { accuracyTable, confusionTable, curveTable, pairsTable, reliabilityTable } from '../../../../renderer/views/Evaluation/evaluation-tables.ts' // prettier-ignore

const PROBABILITIES = [0.9, 0.1, 0.6, 0.4, 0.3, 0.7, 0.2, 0.8]
const LABELS = [0, 1, 1, 1]

function evaluation(): ClassifierEvaluation {
  const metrics = evaluateClassifier({
    probabilities: Float64Array.from(PROBABILITIES),
    labels: Int32Array.from(LABELS),
    classNames: ['a', 'b, c'],
  })
  const plain = (curve: (typeof metrics.roc)[number]) =>
    curve && { x: [...curve.x], y: [...curve.y], thresholds: [...curve.thresholds] }
  return ClassifierEvaluation.parse({
    ...metrics,
    roc: metrics.roc.map(plain),
    precisionRecall: metrics.precisionRecall.map(plain),
    modelId: 1,
    datasetId: 1,
    backend: 'wasm',
    leftOut: 0,
  })
}

it('tables hold what the figures show', () => {
  const result = evaluation()
  expect(accuracyTable(result).rows.map((row) => row.slice(0, 4))).toEqual([
    ['a', 1, 1, 1],
    ['b, c', 3, 2, 2 / 3],
  ])
  expect(confusionTable(result).rows).toEqual([
    ['a', 'a', 1, 1],
    ['a', 'b, c', 0, 0],
    ['b, c', 'a', 1, 1 / 3],
    ['b, c', 'b, c', 2, 2 / 3],
  ])
  expect(pairsTable(result).rows).toEqual([['b, c', 'a', 1, 1 / 3]])
  const bins = reliabilityTable(result).rows
  expect(bins.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(4)
  const curves = curveTable(result.roc, ['a', 'b', 'micro'], ['x', 'y'])
  expect(new Set(curves.rows.map(([name]) => name))).toEqual(new Set(['a', 'b', 'micro']))
})

it('links of marks are read by the tiles as what they say', () => {
  const query = (link: string) => filterFromQuery(parseRoute(link)?.query ?? {})
  expect(query(cellLink({ label: 4, predicted: 1 }))).toMatchObject({ labels: [4], predicted: [1] })
  expect(query(binLink({ lower: 13 / 15, upper: 14 / 15 })).confidence).toEqual([13 / 15, 14 / 15])
  expect(whyQuery({ label: 4, predicted: 1 })).toEqual({ target: '1', versus: '4', explain: '1' })
})

it('confidentSamples(table, cell, most) puts the surest mistake first', () => {
  const table = {
    ids: Int32Array.of(11, 12, 13, 14),
    names: ['p', 'q', 'r', 's'],
    labels: Int16Array.of(0, 0, 0, 1),
    predicted: Int16Array.of(1, 1, 1, 1),
    confidence: Float32Array.of(0.5, 0.75, 0.625, 1),
    problem: new Uint8Array(4),
    hasMap: new Uint8Array(4),
  }
  expect(confidentSamples(table, { label: 0, predicted: 1 }, 2)).toEqual([
    { id: 12, name: 'q', confidence: 0.75 },
    { id: 13, name: 'r', confidence: 0.625 },
  ])
})
