import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { codeOf, fill } from './fixture.ts'

const folder = temporaryFolder()
const open = (name: string) => openWorkspace(join(folder, name), { create: true })
const prediction = (sampleId: number, probabilities: number[]) => ({
  sampleId,
  probabilities: Float32Array.from(probabilities),
  logits: null,
  backend: 'wasm',
})

describe('datasets and models', () => {
  it('findBySource finds a dataset whatever the order of keys', () => {
    const workspace = open('source.eosin')
    const { datasetId } = fill(workspace, 2)
    expect(workspace.datasets.findBySource({ path: '/data/tiles', reader: 'folder' })?.id).toBe(datasetId)
    expect(workspace.datasets.findBySource({ path: '/data/other', reader: 'folder' })).toBeUndefined()
    expect(workspace.datasets.list()).toMatchObject([{ sampleCount: 2, problemCount: 0 }])
    expect(codeOf(() => workspace.datasets.get(99))).toBe('unknown_dataset')
    workspace.close()
  })

  it('models.add takes the same bytes with the same preprocessing as the same model', () => {
    const workspace = open('models.eosin')
    const { modelId } = fill(workspace, 1)
    const { id: _id, addedAt: _addedAt, ...model } = workspace.models.get(modelId)
    const moved = workspace.models.add({
      ...model,
      location: '/elsewhere.h5',
      preprocessing: { size: 4, scale: 1 / 255 },
    })
    const other = workspace.models.add({ ...model, preprocessing: { size: 8 } })
    expect(moved).toMatchObject({ id: modelId, location: '/elsewhere.h5', inputShape: [4, 4, 3] })
    expect(other.id).not.toBe(modelId)
    expect(workspace.models.findByHash('abc')).toHaveLength(2)
    expect(codeOf(() => workspace.models.get(99))).toBe('unknown_model')
    workspace.close()
  })

  it('remove takes samples, predictions, runs and maps along', () => {
    const workspace = open('remove.eosin')
    const { datasetId, modelId, sampleIds } = fill(workspace, 2)
    workspace.predictions.put(modelId, [prediction(sampleIds[0]!, [0.4, 0.6])])
    workspace.datasets.remove(datasetId)
    expect(workspace.counts()).toMatchObject({ datasets: 0, samples: 0, models: 1, runs: 0 })
    expect(workspace.checkIntegrity().ok).toBe(true)
    workspace.close()
  })
})

describe('samples and predictions', () => {
  it('samples.table gives columns with -1 and NaN where nothing is known', () => {
    const workspace = open('table.eosin')
    const { datasetId, modelId, sampleIds } = fill(workspace, 3)
    workspace.samples.add(datasetId, [{ name: 'bad.tif', label: null, problem: 'cut short' }], 3)
    workspace.predictions.put(modelId, [prediction(sampleIds[1]!, [0.25, 0.75])])
    const table = workspace.samples.table(datasetId, modelId)
    expect(table).toEqual({
      ids: Int32Array.from([...sampleIds, 4]),
      labels: Int16Array.from([0, 1, 0, -1]),
      predicted: Int16Array.from([-1, 1, -1, -1]),
      confidence: Float32Array.from([NaN, 0.75, NaN, NaN]),
      names: ['tile-0.tif', 'tile-1.tif', 'tile-2.tif', 'bad.tif'],
      problems: [null, null, null, 'cut short'],
    })
    expect([...workspace.predictions.missing(modelId, datasetId)]).toEqual([sampleIds[0], sampleIds[2]])
    workspace.close()
  })

  it('holds 100,000 samples', () => {
    const workspace = open('many.eosin')
    const { datasetId } = fill(workspace, 100_000)
    expect(workspace.samples.table(datasetId).ids).toHaveLength(100_000)
    workspace.close()
  })

  it('add forgets the hash of a sample whose size or time changed, and keeps it otherwise', () => {
    const workspace = open('changed.eosin')
    const { datasetId } = fill(workspace, 2)
    workspace.samples.add(datasetId, [
      { name: 'tile-0.tif', label: 0, sizeBytes: 1000, mtimeMs: 5000.25 },
      { name: 'tile-1.tif', label: 0, sizeBytes: 77, mtimeMs: 5000.25 },
    ])
    expect(workspace.samples.list(datasetId).map((sample) => sample.sha256)).toEqual(['hash-0', null])
    workspace.close()
  })

  it('a prediction of other bytes than the sample has now is stale and missing', () => {
    const workspace = open('stale.eosin')
    const { datasetId, modelId, sampleIds } = fill(workspace, 1)
    const sampleId = sampleIds[0]!
    workspace.predictions.put(modelId, [prediction(sampleId, [0.4, 0.6])])
    expect(workspace.predictions.find(modelId, sampleId)).toMatchObject({ predicted: 1, stale: false })
    workspace.samples.setHash(sampleId, 'other bytes')
    expect(workspace.predictions.find(modelId, sampleId)).toMatchObject({ stale: true })
    expect(workspace.samples.table(datasetId, modelId).predicted[0]).toBe(-1)
    expect([...workspace.predictions.missing(modelId, datasetId)]).toEqual([sampleId])
    expect(workspace.predictions.matrix(modelId, datasetId).sampleIds).toHaveLength(0)
    workspace.close()
  })

  it('predictions.matrix gives rows in the dataset order; a chunk is written whole or not at all', () => {
    const workspace = open('matrix.eosin')
    const { datasetId, modelId, sampleIds } = fill(workspace, 3)
    const [first, , third] = sampleIds
    workspace.predictions.put(modelId, [prediction(third!, [0.5, 0.5]), prediction(first!, [0.125, 0.875])])
    const bad = [prediction(first!, [1, 0]), prediction(third!, [NaN, 1])]
    expect(codeOf(() => workspace.predictions.put(modelId, bad))).toBe('invalid_input')
    expect(workspace.predictions.matrix(modelId, datasetId)).toEqual({
      sampleIds: Int32Array.from([first!, third!]),
      labels: Int16Array.from([0, 0]),
      probabilities: Float32Array.from([0.125, 0.875, 0.5, 0.5]),
      classCount: 2,
    })
    workspace.close()
  })

  it('a prediction for a sample that does not exist is refused', () => {
    const workspace = open('foreign.eosin')
    const { modelId } = fill(workspace, 1)
    expect(codeOf(() => workspace.predictions.put(modelId, [prediction(99, [1, 0])]))).toBe('store_failed')
    workspace.close()
  })
})
