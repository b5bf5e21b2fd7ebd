import { describe, expect, it } from 'vitest'
import { listingOf } from '../helpers/fake-engine.ts'
import { createFixture, withData, type Fixture } from './workbench-fixture.ts'

/** Two runs of the fake engine, whose averageDrop is sample / 10; the second one's maps are 2 higher. */
async function twoRuns(fixture: Fixture) {
  const ids = await withData(fixture)
  const runIds: [number, number] = [0, 0]
  for (const [index, threshold] of [0, 0.25].entries()) {
    const question = { method: 'sise', params: { threshold }, seed: index }
    const { result } = await fixture.finish(fixture.call('runs.start', { ...ids, question }))
    runIds[index] = result?.runId ?? 0
  }
  return { ...ids, runIds }
}

async function score(fixture: Fixture, runId: number, params: Record<string, unknown> = {}): Promise<void> {
  await fixture.finish(fixture.call('scores.start', { runId, metric: 'drop-increase', params }))
}

const shifted = { mapValue: (index: number, seed: number) => index + 2 * seed, listing: listingOf(8) }

describe('runs.compare', () => {
  it('tells what differs and what is equal, in values and in words', async () => {
    await using fixture = createFixture(shifted)
    const { runIds } = await twoRuns(fixture)
    const { runs, differing, equal, sharedSamples, classNames } = await fixture.call('runs.compare', {
      runIds,
    })
    expect(runs.map(({ id }) => id)).toEqual(runIds)
    expect(differing.map(({ name, values }) => [name, values])).toEqual([
      ['seed', [0, 1]],
      ['params.threshold', [0, 0.25]],
    ])
    expect(differing[1]?.title).toBe('Threshold μ')
    expect(equal.find(({ name }) => name === 'target')?.words).toBe('predicted class')
    expect([sharedSamples, classNames]).toEqual([8, ['a', 'b']])
  })

  it('compares in pairs what both are scored with, by class too', async () => {
    await using fixture = createFixture(shifted)
    const { runIds } = await twoRuns(fixture)
    for (const runId of runIds) await score(fixture, runId)
    const { metrics, missing } = await fixture.call('runs.compare', { runIds })
    const [drop, increase] = metrics[0]?.figures ?? []
    expect(missing).toEqual([])
    expect(drop?.perRun.map(({ value, count }) => [value?.toFixed(3), count])).toEqual([
      ['0.350', 8],
      ['0.550', 8],
    ])
    expect(drop?.paired).toHaveLength(1)
    expect(drop?.paired[0]).toMatchObject({ runId: runIds[1], n: 8, higher: 8, equal: 0, lower: 0 })
    expect(drop?.paired[0]?.difference).toBeCloseTo(0.2, 6)
    // All eight higher: 2 / 2^8 where the differences do not tie; these do, so that the approximation speaks.
    expect(drop?.paired[0]?.wilcoxon).toMatchObject({ statistic: 0, n: 8 })
    expect(drop?.perClass.map(({ classIndex, n }) => [classIndex, n])).toEqual([
      [0, 4],
      [1, 4],
    ])
    expect(increase?.paired[0]).toMatchObject({ difference: 0, equal: 8, wilcoxon: null })
  })

  it('says which metric is missing for which run, and never mixes parameters', async () => {
    await using fixture = createFixture(shifted)
    const { runIds } = await twoRuns(fixture)
    await score(fixture, runIds[0])
    await score(fixture, runIds[1], { fraction: 0.5 })
    const { metrics, missing } = await fixture.call('runs.compare', { runIds })
    expect(metrics).toEqual([])
    expect(missing.map((one) => [one.metric, one.params['fraction'], one.runIds])).toEqual([
      ['drop-increase', 0.9, [runIds[1]]],
      ['drop-increase', 0.5, [runIds[0]]],
    ])
  })

  it('refuses the same run twice, and a run that is not there', async () => {
    await using fixture = createFixture(shifted)
    const { runIds } = await twoRuns(fixture)
    const twice = fixture.call('runs.compare', { runIds: [runIds[0], runIds[0]] })
    await expect(twice).rejects.toThrow(/must be different ones/)
    await expect(fixture.call('runs.compare', { runIds: [runIds[0], 99] })).rejects.toThrow(/unknown run: 99/)
  })
})

describe('runs.compareSamples', () => {
  it('gives both values of every sample, with its classes', async () => {
    await using fixture = createFixture(shifted)
    const { runIds, ...ids } = await twoRuns(fixture)
    for (const runId of runIds) await score(fixture, runId)
    await fixture.finish(fixture.call('predictions.start', ids))
    const asked = { runIds, metric: 'drop-increase', figure: 'averageDrop' }
    const [known] = (await fixture.call('runs.compare', { runIds })).metrics
    const columns = await fixture.call('runs.compareSamples', { ...asked, params: known?.params ?? {} })
    expect([...columns.sampleIds]).toHaveLength(8)
    expect([...columns.x].map((x) => x.toFixed(1))).toEqual([
      '0.0',
      '0.1',
      '0.2',
      '0.3',
      '0.4',
      '0.5',
      '0.6',
      '0.7',
    ])
    expect([...columns.y].map((y, row) => (y - columns.x[row]!).toFixed(1))).toEqual(Array(8).fill('0.2'))
    expect([...columns.labels]).toEqual([0, 1, 0, 1, 0, 1, 0, 1])
    expect([...columns.predicted]).toEqual([0, 1, 0, 1, 0, 1, 0, 1])
  })

  it('refuses a figure that the metric does not have, and a run that is not scored', async () => {
    await using fixture = createFixture(shifted)
    const { runIds } = await twoRuns(fixture)
    const asked = { runIds, metric: 'drop-increase' }
    await expect(fixture.call('runs.compareSamples', { ...asked, figure: 'auc' })).rejects.toThrow(
      /unknown figure/,
    )
    const unscored = fixture.call('runs.compareSamples', { ...asked, figure: 'averageDrop' })
    await expect(unscored).rejects.toThrow(/not scored: run/)
  })
})

describe('runs.disagreement', () => {
  it('pages through the samples that both have a map of', async () => {
    await using fixture = createFixture({
      listing: listingOf(5),
      mapValues: (index, seed) => Float32Array.of(0, 1, 2, seed === 0 ? 3 : index === 2 ? -1 : 3),
    })
    const { runIds } = await twoRuns(fixture)
    const first = await fixture.call('runs.disagreement', { runIds, count: 3 })
    const rest = await fixture.call('runs.disagreement', { runIds, start: 3 })
    expect([first.total, first.sampleIds.length, rest.sampleIds.length]).toEqual([5, 3, 2])
    // Ranks 1 2 3 4 against 2 3 4 1: 1 - 6 * 12 / (4 * 15).
    expect([...first.spearman].map((value) => value.toFixed(3))).toEqual(['1.000', '1.000', '-0.200'])
    expect([...first.topIou]).toEqual([1, 1, 0])
  })

  it('knows no likeness of constant maps', async () => {
    await using fixture = createFixture(shifted)
    const { runIds } = await twoRuns(fixture)
    const { spearman } = await fixture.call('runs.disagreement', { runIds })
    expect([...spearman].every((value) => isNaN(value))).toBe(true)
  })
})
