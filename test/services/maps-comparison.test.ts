import { describe, expect, it } from 'vitest'
import { createFixture, withData, type Fixture } from './workbench-fixture.ts'

async function mapsOf(fixture: Fixture, sampleId: number, modelId: number): Promise<number[]> {
  for (const seed of [0, 1]) {
    const question = { method: 'sise', seed }
    await fixture.finish(fixture.call('attributions.explain', { sampleId, modelId, question }))
  }
  return (await fixture.call('attributions.find', { sampleId, modelId })).map(({ id }) => id)
}

describe('maps', () => {
  it('compare gives every pair of the maps of a sample', async () => {
    await using fixture = createFixture()
    const { datasetId, modelId } = await withData(fixture)
    const table = await fixture.call('samples.table', { datasetId, modelId })
    const mapIds = await mapsOf(fixture, table.ids[1]!, modelId)
    const { pairs } = await fixture.call('maps.compare', { mapIds })
    // The fake engine's maps are constant: nothing can be said of them.
    expect(pairs).toEqual([
      {
        a: mapIds[0], b: mapIds[1], spearman: null, topIou: null, ssim: null,
        undefinedReason: 'one of two maps: the map is constant',
      },
    ]) // prettier-ignore
    expect(fixture.engine.calls.at(-1)).toBe('compare')
  })

  it('compare refuses maps of two samples', async () => {
    await using fixture = createFixture()
    const { datasetId, modelId } = await withData(fixture)
    const { ids } = await fixture.call('samples.table', { datasetId, modelId })
    const [first] = await mapsOf(fixture, ids[0]!, modelId)
    const [second] = await mapsOf(fixture, ids[1]!, modelId)
    await expect(fixture.call('maps.compare', { mapIds: [first!, second!] })).rejects.toThrow(
      /incomparable maps: of samples/,
    )
  })

  it('range covers the maps of a run', async () => {
    await using fixture = createFixture()
    const { datasetId, modelId } = await withData(fixture)
    const { ids } = await fixture.call('samples.table', { datasetId, modelId })
    const [mapId] = await mapsOf(fixture, ids[0]!, modelId)
    const { runId } = await fixture.call('maps.get', { mapId: mapId! })
    expect(await fixture.call('maps.range', { runId })).toEqual({ minimum: 0, maximum: 0, count: 1 })
    await expect(fixture.call('maps.range', { runId: 999 })).rejects.toThrow(/unknown run/)
  })
})
